import { describe, expect, it } from 'vitest';
import type { Provider } from './provider.ts';
import { Refused, type ServerRequest, Unreachable } from './request.ts';
import { openSession } from './session.ts';
import type { Unsent } from './unsent.ts';

const noon = Date.UTC(2026, 10, 21, 12) / 1000;

const seat = (agentId: string | null, more: object = {}) => ({
  packet_type: 'agent_details',
  data: { worker_id: 'w1', agent_id: agentId, init_task_data: { title: 'Jaws' }, failure_reason: null, ...more },
  server_timestamp: noon,
});

type Replies = Record<string, unknown[]>;
type Kept = ReturnType<Unsent['find']>;

/** A session with a server that replies path by path from a script; its requests are kept. */
function page(
  replies: Replies,
  { isPreview = false, kept, ...more }: { isPreview?: boolean; kept?: Kept } & Partial<Provider> = {},
) {
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
      ...more,
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
      keep: (one) => {
        unsent = one;
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
    unsent: () => unsent?.answer,
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

  it('saves drafts at the interval of the task, the last one, until the answer is sent', async () => {
    const config = { draft_interval_in_seconds: 15 };
    const { session, begin, requests, naps } = page({
      '/task_config.json': [config],
      '/request_agent': [seat('a1', { draft: { genre: 'Dra' }, draft_saved_at: 5 })],
    });
    await begin();
    expect(session.state()).toMatchObject({ draft: { genre: 'Dra' }, draftSavedAt: new Date(5000) });
    void session.saveDraft({ genre: 'Dram' });
    await session.saveDraft({ genre: 'Drama' });
    expect(naps.map(({ ms }) => ms)).toEqual([15_000]);
    naps[0]?.end();
    await settled();
    const sent = requests.filter(({ path }) => path === '/save_draft').map(({ body }) => body);
    expect(sent).toMatchObject([{ USED_AGENT_ID: 'a1', draft: { genre: 'Drama' } }]);
    await session.submit({ genre: 'Drama' });
    void session.saveDraft({ genre: 'Dramas' });
    naps[1]?.end();
    await settled();
    expect(requests.at(-1)?.path).toBe('/submit_task');
  });

  it('saves the draft of a page of an onboarding with its number, and of no other page', async () => {
    const step = (page: number) =>
      seat('onboarding-1', { init_task_data: { onboarding: { page, pages: 2, mistakes: 0 } } });
    const { session, begin, requests, naps } = page({
      '/task_config.json': [{ draft_interval_in_seconds: 15 }],
      '/request_agent': [step(1)],
      '/submit_onboarding': [step(2)],
    });
    const saved = () => requests.filter(({ path }) => path === '/save_draft').map(({ body }) => body);
    await begin();
    void session.saveDraft('Dra');
    naps[0]?.end();
    await settled();
    expect(saved()).toMatchObject([{ USED_AGENT_ID: 'onboarding-1', onboarding_page: 1, draft: 'Dra' }]);
    void session.saveDraft('Drama');
    await session.submit('Drama');
    naps[1]?.end();
    await settled();
    expect(session.state().onboarding).toMatchObject({ page: 2 });
    expect(saved()).toHaveLength(1);
  });

  it('says that the server is lost when a draft does not arrive, sends it again, and says no more once it has', async () => {
    const { session, begin, requests, naps } = page({
      '/task_config.json': [{ draft_interval_in_seconds: 15 }],
      '/request_agent': [seat('a1')],
      '/save_draft': [new Unreachable('503'), {}],
    });
    await begin();
    void session.saveDraft('Dra');
    naps[0]?.end();
    await settled();
    expect(session.state().isServerLost).toBe(true);
    naps[1]?.end();
    await settled();
    expect(session.state().isServerLost).toBe(false);
    expect(requests.filter(({ path }) => path === '/save_draft')).toHaveLength(2);
  });

  it('says that another page has saved a newer draft, until one of its own is the newest', async () => {
    const newer = new Refused('agent/newer-draft', 'A newer draft was saved.');
    const { session, begin, naps } = page({
      '/task_config.json': [{ draft_interval_in_seconds: 2 }],
      '/request_agent': [seat('a1')],
      '/save_draft': [newer, {}],
    });
    await begin();
    for (const isDraftOlder of [true, false]) {
      void session.saveDraft('Dra');
      naps.pop()?.end();
      await settled();
      expect(session.state()).toMatchObject({ isDraftOlder, submission: 'none' });
    }
  });

  it('takes no answer and saves no draft once another tab has submitted the unit', async () => {
    const { session, begin, naps, paths } = page({
      '/task_config.json': [{ draft_interval_in_seconds: 2 }],
      '/request_agent': [seat('a1')],
    });
    await begin();
    void session.saveDraft('Dra');
    session.submittedElsewhere('another agent');
    expect(session.state().submission).toBe('none');
    session.submittedElsewhere('a1');
    naps.pop()?.end();
    await settled();
    const answered = { submission: 'refused', refusalCode: 'agent/already-submitted' };
    expect(session.state()).toMatchObject(answered);
    expect(paths()).not.toContain('/save_draft');
  });

  it('hears from the server what becomes of an answer on its way, whatever another tab has submitted', async () => {
    const { session, begin } = page({ '/request_agent': [seat('a1')] });
    await begin();
    const sending = session.submit({ genre: 'Drama' });
    session.submittedElsewhere('a1');
    await sending;
    session.submittedElsewhere('a1');
    expect(session.state()).toMatchObject({ submission: 'saved', refusalCode: null });
  });

  it('saves no draft where the task says so', async () => {
    const { session, begin, paths } = page({
      '/task_config.json': [{ draft_interval_in_seconds: 0 }],
      '/request_agent': [seat('a1')],
    });
    await begin();
    await session.saveDraft('x');
    expect(paths()).not.toContain('/save_draft');
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

  it('sends first what a reload had interrupted, and then asks for the next unit', async () => {
    const kept = { agentId: 'a1', answer: 'Drama' };
    const { session, begin, requests, paths, unsent } = page({ '/request_agent': [seat('a2')] }, { kept });
    await begin();
    expect(paths()).toEqual(['/task_config.json', '/submit_task', '/request_agent']);
    expect(requests[1]?.body).toMatchObject({ USED_AGENT_ID: 'a1', final_data: 'Drama' });
    expect(requests[1]?.body).not.toHaveProperty('is_auto_submitted');
    expect(session.state()).toMatchObject({ agentId: 'a2', submission: 'none', previousSaved: true });
    expect(unsent()).toBeUndefined();
  });

  it('forgets what a reload had interrupted when it is refused', async () => {
    const kept = { agentId: 'a1', answer: 'Drama' };
    const refused = [new Refused('agent/already-submitted', 'There is an answer already.')];
    const { session, begin, unsent } = page({ '/request_agent': [seat('a2')], '/submit_task': refused }, { kept });
    await begin();
    expect(session.state()).toMatchObject({
      agentId: 'a2',
      previousSaved: false,
      previousRefusal: { code: 'agent/already-submitted' },
    });
    expect(unsent()).toBeUndefined();
  });

  it('sends nothing more once the worker has left the unit, not even the draft', async () => {
    const early = { submission_deadline_utc: noon + 1000 };
    const { session, begin, naps, paths } = page({ '/request_agent': [seat('a1', early)] });
    await begin();
    session.setDraft('Dra');
    session.leave();
    for (const { end } of naps) end();
    await session.submit('Drama');
    await settled();
    expect(paths()).not.toContain('/submit_task');
  });

  it('gives up an answer on its way when the worker leaves the unit, and stays where it is', async () => {
    let tries = 0;
    const { session, begin, paths, submitted, unsent } = page({
      '/request_agent': [seat('a1')],
      '/submit_task': [new Unreachable(), new Unreachable()],
    });
    await begin();
    session.listen(() => {
      if (session.state().failedAttempts === 1 && tries++ === 0) session.leave();
    });
    await session.submit('Drama');
    await settled();
    expect(paths().filter((path) => path === '/submit_task')).toHaveLength(1);
    expect([submitted, unsent()]).toEqual([[], undefined]);
    expect(session.state()).toMatchObject({ submission: 'none', failedAttempts: 0 });
  });

  it('stays where it is when the reply comes after the worker has left', async () => {
    const left: { session?: { leave(): void } } = {};
    const reply = new Proxy({}, { get: (_, key) => (key === 'then' ? left.session?.leave() : undefined) });
    const { session, begin, submitted } = page({ '/request_agent': [seat('a1')], '/submit_task': [reply] });
    left.session = session;
    await begin();
    await session.submit('Drama');
    await settled();
    expect([session.state().submission, submitted]).toEqual(['none', []]);
  });

  it('knows when its last answer was saved though it never heard so', async () => {
    const { session, begin } = page({ '/request_agent': [seat('a2', { previous_submitted: true })] });
    await begin();
    expect(session.state().previousSaved).toBe(true);
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
    expect(session.state()).toMatchObject({ agentId: 'a1', isOnboarding: false, onboarding: null, submission: 'none' });
    expect(submitted).toEqual([]);
  });

  const step = (onboarding?: object, text = 'One') =>
    seat('onboarding-1', { init_task_data: { text, ...(onboarding && { onboarding }) } });
  const wrong = { page: 1, pages: 2, mistakes: 1, wrong: true, explanation: 'No.' };

  it('goes through the pages of an onboarding, and says with each answer where it was given', async () => {
    const next = { page: 2, pages: 2, mistakes: 1 };
    const { session, begin, requests, unsent } = page({
      '/request_agent': [step({ page: 1, pages: 2, mistakes: 0 })],
      '/submit_onboarding': [step(wrong), step(next, 'Two'), seat('a1')],
    });
    await begin();
    expect(session.state().initialTaskData).toEqual({ text: 'One' });
    await session.submit('bad');
    expect(session.state()).toMatchObject({ onboarding: wrong, submission: 'none' });
    await session.submit('good');
    expect(session.state()).toMatchObject({ onboarding: next, initialTaskData: { text: 'Two' } });
    await session.submit('good');
    expect(session.state()).toMatchObject({ agentId: 'a1', onboarding: null, onboardingEnd: 'passed' });
    const sent = requests.slice(-3).map(({ body }) => (body as { provider_data: object }).provider_data);
    expect(sent).toMatchObject([
      { onboarding_page: 1, onboarding_mistakes: 0 },
      { onboarding_page: 1, onboarding_mistakes: 1 },
      { onboarding_page: 2, onboarding_mistakes: 1 },
    ]);
    expect(unsent()).toBeUndefined();
  });

  it('takes an onboarding without pages as one page', async () => {
    const { session, begin } = page({ '/request_agent': [step()] });
    await begin();
    expect(session.state().onboarding).toEqual({ page: 1, pages: 1, mistakes: 0 });
  });

  it('has nothing to do after a failed onboarding', async () => {
    const failed = seat(null, { failure_code: 'work/not-qualified', failure_reason: 'Sorry.' });
    const { session, begin } = page({ '/request_agent': [step()], '/submit_onboarding': [failed] });
    await begin();
    await session.submit('bad');
    expect(session.state()).toMatchObject({
      ...{ blockedReason: 'null_agent_id', blockedCode: 'work/not-qualified', submission: 'none', onboarding: null },
      onboardingEnd: 'failed',
    });
  });

  it('sends an answer to the onboarding that a reload had interrupted, and asks what follows', async () => {
    const kept = { agentId: 'onboarding-1', answer: 'good', step: { page: 2, pages: 3, mistakes: 1 } };
    const { session, begin, requests, unsent } = page(
      { '/submit_onboarding': [seat('a1')], '/request_agent': [seat('a1')] },
      { kept },
    );
    await begin();
    expect(requests.slice(-2)).toMatchObject([
      { path: '/submit_onboarding', body: { provider_data: { onboarding_page: 2, onboarding_mistakes: 1 } } },
      { path: '/request_agent' },
    ]);
    expect(session.state()).toMatchObject({ agentId: 'a1', previousSaved: false });
    expect(unsent()).toBeUndefined();
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

describe('the draft of one piece', () => {
  const due = { deadline_utc: noon + 600, submission_deadline_utc: noon + 590 };
  const submissions = (paths: string[]) => paths.filter((path) => path.startsWith('/submit_'));

  it('is not handed in for the next one, when its time comes', async () => {
    const passed = { '/request_agent': [seat('onboarding_1', due)], '/submit_onboarding': [seat('a1')] };
    const { session, begin, naps, paths } = page(passed);
    await begin();
    await session.submit('yes');
    session.setDraft('Drama');
    naps[0]?.end();
    await settled();
    expect(session.state()).toMatchObject({ agentId: 'a1', submission: 'none' });
    expect(submissions(paths())).toEqual(['/submit_onboarding']);
  });

  it('is not handed in to the onboarding, which only the worker answers', async () => {
    const { session, begin, naps, paths } = page({ '/request_agent': [seat('onboarding_1', due)] });
    await begin();
    session.setDraft('yes');
    naps[0]?.end();
    await settled();
    expect(submissions(paths())).toEqual([]);
  });

  it('is not handed in after the answer, nor after its refusal', async () => {
    for (const reply of [{ status: 'Submitted!' }, new Refused('answer/too-large', 'Too large.')]) {
      const { session, begin, naps, paths } = page({ '/request_agent': [seat('a1', due)], '/submit_task': [reply] });
      await begin();
      session.setDraft('Drama');
      await session.submit('Comedy');
      naps[0]?.end();
      await settled();
      expect(submissions(paths())).toEqual(['/submit_task']);
    }
  });

  it('is handed in by the worker as it stands', async () => {
    const { session, begin, requests } = page({ '/request_agent': [seat('a1')] });
    await begin();
    session.setDraft('Drama');
    session.setDraft('Comedy');
    await session.submitDraft();
    expect(requests.at(-1)?.body).toMatchObject({ final_data: 'Comedy' });
    expect(requests.at(-1)?.body).not.toHaveProperty('is_auto_submitted');
  });

  it('is left alone when its time is more than 24.8 days away, for which browsers have no timer', async () => {
    const days = (count: number) => ({ submission_deadline_utc: noon + count * 24 * 60 * 60 });
    const now = (count: number) => ({ ...seat('a1', days(count)), server_timestamp: noon });
    for (const [count, timers] of [
      [24, 1],
      [25, 0],
    ] as const) {
      const { session, begin, naps, paths } = page({ '/request_agent': [now(count)] });
      session.setDraft('Drama');
      await begin();
      expect([count, naps.length, submissions(paths())]).toEqual([count, timers, []]);
    }
  });
});

describe('an answer that was not taken', () => {
  it('is not sent again by itself after a refusal, also not by a reload', async () => {
    const refused = new Refused('answer/too-large', 'The answer is too large.');
    const { session, begin, unsent } = page({ '/request_agent': [seat('a1')], '/submit_task': [refused] });
    await begin();
    await session.submit('too much');
    expect([session.state().submission, unsent()]).toEqual(['refused', undefined]);
  });

  it('is kept for a reload while the server is away, and forgotten once it is taken', async () => {
    const replies = [new Unreachable('503'), { status: 'Submitted!' }];
    const { session, begin, unsent } = page({ '/request_agent': [seat('a1')], '/submit_task': replies });
    await begin();
    const sent = session.submit('Drama');
    expect([session.state().submission, unsent()]).toEqual(['sending', 'Drama']);
    await sent;
    expect([session.state(), unsent()]).toMatchObject([{ submission: 'saved', failedAttempts: 0 }, undefined]);
  });

  it('shows no earlier refusal while it is sent again', async () => {
    const refused = new Refused('answer/too-large', 'The answer is too large.');
    const { session, begin } = page({
      '/request_agent': [seat('a1')],
      '/submit_task': [refused, { status: 'Submitted!' }],
    });
    await begin();
    await session.submit('too much');
    const seen: unknown[] = [];
    session.listen(() => seen.push([session.state().submission, session.state().refusal]));
    await session.submit('less');
    expect(seen).toEqual([
      ['sending', null],
      ['saved', null],
    ]);
  });

  it('that is a form is not kept, since a file cannot be', async () => {
    const refused = new Refused('answer/too-large', 'The answer is too large.');
    const { session, begin, unsent } = page({ '/request_agent': [seat('a1')], '/submit_task': [refused] });
    await begin();
    const form = new FormData();
    form.set('caption', 'A cat');
    const sent = session.submit(form);
    expect(unsent()).toBeUndefined();
    await sent;
  });

  it('is not sent before there is a piece of work', async () => {
    const { session, paths } = page({});
    await session.submit('Drama');
    expect(paths()).toEqual([]);
  });
});

describe('what a page learns and can ask beside its answer', () => {
  it('counts the attempts that fail, from the config on, and forgets them with an answer', async () => {
    const replies = [new Unreachable('503'), new Unreachable('503'), { title: 'Films' }];
    const { session, begin } = page({ '/task_config.json': replies, '/request_agent': [seat('a1')] });
    const seen: number[] = [];
    session.listen(() => seen.push(session.state().failedAttempts));
    await begin();
    expect([seen.slice(0, 3), seen.at(-1)]).toEqual([[1, 2, 0], 0]);
  });

  it('ends with the reason when the server refuses to begin', async () => {
    const refused = new Refused('run/unknown', 'There is no such run.');
    const { session, begin } = page({ '/task_config.json': [refused] });
    await begin();
    expect(session.state()).toMatchObject({
      blockedReason: 'run/unknown',
      blockedExplanation: 'There is no such run.',
      failedAttempts: 0,
    });
    const odd = page({ '/task_config.json': [new TypeError('a bug')] });
    await odd.begin();
    expect(odd.session.state()).toMatchObject({ blockedReason: 'error', blockedExplanation: 'a bug' });
  });

  it('says that there is no work now where the server gives no reason', async () => {
    const { session, begin } = page({ '/request_agent': [seat(null)] });
    await begin();
    expect(session.state()).toMatchObject({ loaded: false, blockedExplanation: expect.stringContaining('try again') });
  });

  it('lets phones in where the task does not turn them away', async () => {
    const { begin, paths } = page({ '/task_config.json': [{ block_mobile: false }], '/request_agent': [seat('a1')] });
    await begin();
    expect(paths()).toEqual(['/task_config.json', '/request_agent']);
  });

  it('sends with the arrival who comes, and knows the piece it got', async () => {
    const { session, begin, requests } = page({ '/request_agent': [seat('a1')] });
    expect(session.state()).toMatchObject({
      loaded: false,
      submission: 'none',
      agentId: null,
      providerWorkerId: 'ada',
      assignmentId: 'p1',
    });
    await begin();
    expect(requests[0]?.body).toBeUndefined();
    expect(requests[1]?.body).toMatchObject({
      provider_data: { agent_registration_id: 'p1-ada' },
      client_timestamp: expect.any(Number),
    });
    expect(session.state()).toMatchObject({
      taskConfig: { title: 'Films' },
      mephistoWorkerId: 'w1',
      mephistoAgentId: 'a1',
      isOnboarding: false,
      isPreview: false,
      deadline: null,
    });
  });

  it('insists on metadata, and reports an error once, whatever comes of it', async () => {
    const { session, begin, requests, paths } = page({
      '/request_agent': [seat('a1')],
      '/submit_metadata': [new Unreachable('503'), { status: 'ok' }],
      '/log_error': [new Unreachable('503')],
    });
    await begin();
    expect(await session.submitMetadata({ type: 'tip', text: 'Zoom in' })).toEqual({ status: 'ok' });
    await session.reportFatalError({ message: 'oops' });
    expect(paths().slice(2)).toEqual(['/submit_metadata', '/submit_metadata', '/log_error']);
    expect(requests.at(-1)?.body).toMatchObject({ USED_AGENT_ID: 'a1', error_data: { message: 'oops' } });
    expect(session.state().failedAttempts).toBe(0);
  });

  it('is a preview where the worker or the piece of work is not known', async () => {
    for (const unknown of [{ getWorkerName: () => null }, { getAssignmentId: () => null }]) {
      const { session, begin, paths } = page({}, unknown);
      await begin();
      expect([session.state().isPreview, paths()]).toEqual([true, ['/task_config.json']]);
    }
  });

  it('leaves the next piece to the provider where that has a way to it', () => {
    let taken = 0;
    const { session } = page({}, { takeNextPiece: () => void taken++ });
    session.takeNextPiece();
    expect(taken).toBe(1);
  });

  it('says to phones what to do instead', async () => {
    const { session, begin } = page({ '/task_config.json': [{ block_mobile: true }] });
    await begin();
    expect(session.state().blockedExplanation).toMatch(/computer.*open this link/);
  });

  it('tells a listener of each change until it leaves', async () => {
    const { session, begin } = page({ '/request_agent': [seat('a1')] });
    let changes = 0;
    const leave = session.listen(() => changes++);
    await begin();
    const before = changes;
    expect(before).toBeGreaterThan(1);
    leave();
    await session.submit('Drama');
    expect(changes).toBe(before);
  });
});
