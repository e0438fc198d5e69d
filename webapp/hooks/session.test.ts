import { describe, expect, it } from 'vitest';
import { Refused, type ServerRequest, Unreachable } from './request.ts';
import { openSession } from './session.ts';

const noon = Date.UTC(2026, 10, 21, 12) / 1000;

const seat = (agentId: string | null, more: object = {}) => ({
  packet_type: 'agent_details',
  data: { worker_id: 'w1', agent_id: agentId, init_task_data: { title: 'Jaws' }, failure_reason: null, ...more },
  server_timestamp: noon,
});

type Replies = Record<string, unknown[]>;

/** A session with a server that replies path by path from a script; its requests are kept. */
function page(replies: Replies, { isPreview = false, kept }: { isPreview?: boolean; kept?: unknown } = {}) {
  const script: Replies = {
    '/task_config.json': [{ title: 'Films' }],
    '/submit_task': [{ status: 'Submitted!' }],
    ...replies,
  };
  const requests: ServerRequest[] = [];
  const submitted: unknown[] = [];
  const naps: { ms: number; end: () => void }[] = [];
  let unsent = kept;
  const session = openSession<{ title: string }, { title: string }>({
    provider: {
      getWorkerName: () => (isPreview ? null : 'ada'),
      getAssignmentId: () => (isPreview ? null : 'p1'),
      getAgentRegistration: () => ({ agent_registration_id: 'p1-ada' }),
      handleSubmitToProvider: (answer) => submitted.push(answer),
      getProviderURLParams: () => ({ study: 's1' }),
    },
    request: async (sent) => {
      requests.push(sent);
      const reply = script[sent.path]?.shift();
      if (reply instanceof Error) throw reply;
      return reply;
    },
    pause: async () => {},
    wake: () => {},
    // Short sleeps (the thanks) end at once, long ones (deadlines) when a spec ends them.
    sleep: (ms) => (ms < 1000 ? Promise.resolve() : new Promise((end) => void naps.push({ ms, end }))),
    unsent: {
      keep: (_, answer) => {
        unsent = answer;
      },
      find: () => unsent,
      forget: () => {
        unsent = undefined;
      },
    },
    userAgent: 'Mozilla/5.0 (iPhone)',
  });
  const begin = async () => {
    session.start();
    await settled();
  };
  return {
    session,
    begin,
    requests,
    submitted,
    naps,
    unsent: () => unsent,
    paths: () => requests.map(({ path }) => path),
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a session', () => {
  it('asks for the config, then for a place, with the provider words in each query', async () => {
    const { session, begin, requests, paths } = page({ '/request_agent': [seat('a1')] });
    await begin();
    expect(paths()).toEqual(['/task_config.json', '/request_agent']);
    expect(requests.map(({ params }) => params)).toEqual([{ study: 's1' }, { study: 's1' }]);
    expect(session.state()).toMatchObject({ agentId: 'a1', loaded: true, initialTaskData: { title: 'Jaws' } });
  });

  it('asks once, however many components start it', async () => {
    const { session, begin, paths } = page({ '/request_agent': [seat('a1')] });
    session.start();
    await begin();
    expect(paths()).toHaveLength(2);
  });

  it('takes no place in a preview', async () => {
    const { session, begin, paths } = page({}, { isPreview: true });
    await begin();
    expect(paths()).toEqual(['/task_config.json']);
    expect(session.state()).toMatchObject({ isPreview: true, loaded: true });
  });

  it('turns phones away where the task says so', async () => {
    const { session, begin, paths } = page({ '/task_config.json': [{ block_mobile: true }] });
    await begin();
    expect(session.state().blockedReason).toBe('no_mobile');
    expect(paths()).toEqual(['/task_config.json']);
  });

  it("shows the server's reason when there is no work", async () => {
    const { session, begin } = page({ '/request_agent': [seat(null, { failure_reason: 'No work.' })] });
    await begin();
    expect(session.state()).toMatchObject({ blockedReason: 'null_agent_id', blockedExplanation: 'No work.' });
  });

  it('hands in an answer and then tells the provider', async () => {
    const { session, begin, requests, submitted, unsent } = page({ '/request_agent': [seat('a1')] });
    await begin();
    await session.submit({ genre: 'Drama' });
    expect(requests.at(-1)?.body).toMatchObject({ USED_AGENT_ID: 'a1', final_data: { genre: 'Drama' } });
    expect(requests.at(-1)?.body).not.toHaveProperty('is_auto_submitted');
    expect(submitted).toEqual([{ genre: 'Drama' }]);
    expect(session.state().submission).toBe('saved');
    expect(unsent()).toBeUndefined();
  });

  it('keeps the answer and the worker informed while the server is away', async () => {
    const replies = [new Unreachable('503'), new Unreachable('503'), { status: 'Submitted!' }];
    const { session, begin, submitted, unsent } = page({ '/request_agent': [seat('a1')], '/submit_task': replies });
    await begin();
    const seen: unknown[] = [];
    session.listen(() => seen.push([session.state().submission, session.state().failedAttempts, unsent()]));
    await session.submit('Drama');
    expect(seen).toContainEqual(['sending', 2, 'Drama']);
    expect(session.state()).toMatchObject({ submission: 'saved', failedAttempts: 0 });
    expect(submitted).toEqual(['Drama']);
  });

  it('sends an answer once, however often the button is pressed', async () => {
    const { session, begin, paths } = page({ '/request_agent': [seat('a1')] });
    await begin();
    await Promise.all([session.submit(1), session.submit(1)]);
    await session.submit(1);
    expect(paths().filter((path) => path === '/submit_task')).toHaveLength(1);
  });

  it('hands in at once what a reload had interrupted', async () => {
    const { begin, requests, submitted } = page({ '/request_agent': [seat('a1')] }, { kept: 'Drama' });
    await begin();
    expect(requests.at(-1)?.body).toMatchObject({ USED_AGENT_ID: 'a1', final_data: 'Drama' });
    expect(submitted).toEqual(['Drama']);
  });

  it('says why an answer was refused, and takes another', async () => {
    const replies = [new Refused('answer/too-large', 'The answer is too large.'), { status: 'Submitted!' }];
    const { session, begin, submitted } = page({ '/request_agent': [seat('a1')], '/submit_task': replies });
    await begin();
    await session.submit('too much');
    expect(session.state()).toMatchObject({ submission: 'refused', refusal: 'The answer is too large.' });
    await session.submit('less');
    expect(submitted).toEqual(['less']);
  });

  it('goes from onboarding to the work', async () => {
    const passed = { '/request_agent': [seat('onboarding_1')], '/submit_onboarding': [seat('a1')] };
    const { session, begin, requests, submitted } = page(passed);
    await begin();
    expect(session.state().isOnboarding).toBe(true);
    await session.submit('yes');
    expect(requests.at(-1)?.body).toMatchObject({
      provider_data: { USED_AGENT_ID: 'onboarding_1', onboarding_data: 'yes' },
    });
    expect(session.state()).toMatchObject({ agentId: 'a1', isOnboarding: false, submission: 'none' });
    expect(submitted).toEqual([]);
  });

  const due = { deadline_utc: noon + 600, submission_deadline_utc: noon + 590 };

  it('hands in the draft when the task says so', async () => {
    const { session, begin, naps, requests } = page({ '/request_agent': [seat('a1', due)] });
    await begin();
    expect(session.state().deadline?.getTime()).toBeGreaterThan(Date.now() + 590_000);
    expect(naps[0]?.ms).toBeLessThanOrEqual(590_000);
    session.setDraft('Drama');
    naps[0]?.end();
    await settled();
    expect(requests.at(-1)?.body).toMatchObject({ final_data: 'Drama', is_auto_submitted: true });
  });

  it('hands in nothing at that time without a draft', async () => {
    const { begin, naps, paths } = page({ '/request_agent': [seat('a1', due)] });
    await begin();
    naps[0]?.end();
    await settled();
    expect(paths()).not.toContain('/submit_task');
  });

  it('leaves the draft alone where the task does not say so', async () => {
    const { session, begin, naps } = page({ '/request_agent': [seat('a1', { deadline_utc: noon + 600 })] });
    await begin();
    session.setDraft('Drama');
    expect(naps).toEqual([]);
  });
});
