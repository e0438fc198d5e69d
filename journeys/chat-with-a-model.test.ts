import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestDaemon } from './daemon.ts';
import { type ExampleRun, runExample } from './example-run.ts';
import { type LivePage, openLivePage } from './live-page.ts';
import { answerWith, openEndpoint, type TestEndpoint } from './model-endpoint.ts';
import { workerPackets } from './worker-packets.ts';

type Update = { id?: string; text?: string; task_data?: Record<string, unknown> };
type Fact = { type: string; data: Record<string, unknown> };

/** The updates of a page, each once: one that is recorded while the page connects may come a second time, with its id. */
const updatesOf = ({ packets }: LivePage): Update[] => {
  const updates = packets.filter(({ packet_type }) => packet_type === 'client_bound_live_update');
  return [...new Map(updates.map(({ data }) => [data.update_id, data as Update])).values()];
};
const textsOf = (page: LivePage) => updatesOf(page).flatMap(({ text }) => (text ? [text] : []));

/** Every file below a folder. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe('the twelfth example, with a model behind an endpoint', () => {
  const key = 'key-that-nobody-reads-5Q7x';
  let endpoint: TestEndpoint;
  let run: ExampleRun;
  let page: LivePage;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    const variables = { MODEL_BASE_URL: endpoint.baseUrl, MODEL_NAME: 'tiny', MODEL_API_KEY: key };
    const price = 'aux_parameters.price_per_million={prompt: 1, completion: 2}';
    run = await runExample('12-chat-with-a-model', { variables, words: ['--config', 'endpoint', price] });
  }, 180_000);
  afterAll(() => page?.socket.terminate());
  afterAll(() => run?.end());
  afterAll(() => endpoint?.close());

  let turns = 0;
  /** Says something when it is the worker's turn, and waits until the next turn; gives what was said to them meanwhile. */
  async function say(text: string): Promise<string[]> {
    const before = textsOf(page).length;
    page.send('mephisto_bound_live_update', { text, task_data: {}, update_id: `said-${turns}` });
    await myTurn();
    return textsOf(page).slice(before);
  }
  async function myTurn() {
    turns++;
    const given = () => updatesOf(page).filter(({ task_data }) => task_data?.live_update_requested === true).length;
    await vi.waitFor(() => expect(given()).toBe(turns), { timeout: 30_000 });
  }
  const factsOf = async (type: string) =>
    (await run.manyhands('events'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Fact)
      .filter((fact) => fact.type === type);

  it('is asked for each reply, and says in a sentence why there is none', async () => {
    const packets = workerPackets(() => run as unknown as TestDaemon);
    const { agent_id } = await packets.arrive(run.id, 'ada');
    page = await openLivePage(run.port, run.id, String(agent_id));
    await myTurn();
    expect(await say('I was in Lisbon.')).toEqual(['I have read 3 messages.']);
    expect(endpoint.requests[0]).toMatchObject({ authorization: `Bearer ${key}`, body: { model: 'tiny' } });

    endpoint.next(answerWith(500, {}), answerWith(429, {}, { 'retry-after': '0' }), answerWith(200, '{"choices": ['));
    expect(await say('It rained.')).toEqual([
      'The model has not replied yet. It is asked again.',
      'I have read 5 messages.',
    ]);

    endpoint.next(answerWith(401, { error: { message: `Incorrect API key provided: ${key}` } }));
    expect(await say('Nobody was there.')).toEqual([expect.stringContaining('does not let us in')]);

    endpoint.next((response) => void setTimeout(() => answerWith(503, 'try later')(response, {} as never), 1500));
    expect(await say('It was still nice.')).toEqual([
      'The model has not replied yet. It is asked again.',
      'I have read 7 messages.',
    ]);
    for (const text of ['a', 'b', 'c']) await say(text);
    page.send('mephisto_bound_live_update', { text: '', task_data: { form_responses: ['Mostly'] }, update_id: 'form' });
    await vi.waitFor(() => expect(updatesOf(page).some(({ task_data }) => task_data?.task_done)).toBe(true), 30_000);
  }, 120_000);

  it('has every request, response, time, token, cost and model name in the facts, and the key nowhere', async () => {
    const done = (await factsOf('conversation.step-done')).map(({ data }) => data.result as Record<string, unknown>);
    expect(done.map(({ status, failure }) => [status, failure])).toEqual([
      ...[
        [200, null],
        [500, 'broken'],
        [429, 'busy'],
        [200, 'malformed'],
        [200, null],
      ],
      ...[
        [401, 'not-let-in'],
        [503, 'broken'],
        [200, null],
        [200, null],
        [200, null],
        [200, null],
      ],
    ]);
    expect(done[0]).toMatchObject({
      ...{ endpoint: endpoint.baseUrl, model: 'tiny-1.2', cost: 0.00032, usage: { prompt_tokens: 300 } },
      request: {
        model: 'tiny',
        messages: [{ role: 'system' }, { role: 'assistant' }, { content: 'I was in Lisbon.' }],
      },
      response: { choices: [{ message: { content: 'I have read 3 messages.' } }] },
    });
    const [ended] = await factsOf('conversation.ended');
    expect(ended?.data).toMatchObject({
      reason: 'done',
      data: { responder: 'tiny', replies: 6, model: 'tiny-1.2', completion_tokens: 60, without_reply: 1 },
    });
    const holders = (text: string) => filesIn(run.folder).filter((path) => readFileSync(path).includes(text));
    expect(holders('I was in Lisbon.')).not.toEqual([]);
    expect(holders(key)).toEqual([]);
    expect(`${run.printed()}${await run.manyhands('events')}`).not.toContain(key);
  }, 60_000);
});
