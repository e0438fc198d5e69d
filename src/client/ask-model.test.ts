import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askModel, callModel, type ModelEndpoint, modelFailureTexts } from './ask-model.ts';

type Answer = (response: ServerResponse, body: Record<string, unknown>, request: IncomingMessage) => void;

const key = 'secret-key-of-the-spec';
const json = (status: number, value: unknown, headers = {}): Answer => {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};
const completion = (content: unknown) => ({
  model: 'tiny-1.2',
  choices: [{ message: { role: 'assistant', content } }],
  usage: { prompt_tokens: 2000, completion_tokens: 500, total_tokens: 2500 },
});
const says = (content: unknown) => json(200, completion(content));

describe('a model behind an endpoint', () => {
  const server = createServer();
  const requests: { headers: IncomingMessage['headers']; body: Record<string, unknown> }[] = [];
  let answers: Answer[] = [];
  let endpoint: ModelEndpoint;
  beforeAll(async () => {
    server.on('request', async (request, response) => {
      const body = JSON.parse((await request.setEncoding('utf8').toArray()).join(''));
      requests.push({ headers: request.headers, body });
      const answer = answers.shift() ?? answers.at(-1);
      if (answer) answer(response, body, request);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    endpoint = { baseUrl: `http://127.0.0.1:${port}/v1/`, model: 'tiny', apiKey: key };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const hello = [{ role: 'user' as const, content: 'Hello?' }];
  const call = (answer: Answer, changed: Partial<ModelEndpoint> = {}) => {
    answers = [answer];
    return callModel({ ...endpoint, ...changed }, { messages: hello });
  };

  /** A room that records what is computed and said, and sleeps at once. */
  function specRoom() {
    const did: unknown[] = [];
    return {
      did,
      async run<Value>(_name: string, compute: (signal: AbortSignal) => Value | Promise<Value>): Promise<Value> {
        const value = await compute(new AbortController().signal);
        did.push(value);
        return value;
      },
      async say(text: unknown) {
        did.push(text);
        return null;
      },
      async sleep(seconds: number) {
        did.push(seconds);
      },
    };
  }

  it('is asked with the key, and gives its reply, its name, its tokens and their cost', async () => {
    const made = await call(says('Good day.'), { pricePerMillion: { prompt: 0.5, completion: 2 } });
    expect(requests.at(-1)).toMatchObject({
      headers: { authorization: `Bearer ${key}` },
      body: { model: 'tiny', messages: hello },
    });
    expect(made).toMatchObject({
      ...{ endpoint: endpoint.baseUrl.slice(0, -1), request: { model: 'tiny', messages: hello }, status: 200 },
      ...{ reply: 'Good day.', model: 'tiny-1.2', failure: null, cost: 0.002 },
      usage: { prompt_tokens: 2000, completion_tokens: 500 },
      response: completion('Good day.'),
    });
  });

  it('is asked without a key where none is needed', async () => {
    expect(await call(says('Good day.'), { apiKey: undefined })).toMatchObject({ reply: 'Good day.', cost: null });
    expect(requests.at(-1)!.headers.authorization).toBeUndefined();
  });

  it.each([
    [401, 'not-let-in'],
    [403, 'not-let-in'],
    [400, 'not-taken'],
    [404, 'not-taken'],
    [408, 'broken'],
    [429, 'busy'],
    [500, 'broken'],
    [503, 'broken'],
  ] as const)('that replies with %i has failed as %s', async (status, failure) => {
    const said = { error: { message: 'No.' } };
    expect(await call(json(status, said))).toMatchObject({ status, failure, reply: null, response: said });
  });

  it.each([
    ['no JSON', (response: ServerResponse) => void response.end('<h1>Welcome</h1>')],
    ['half of a JSON', (response: ServerResponse) => void response.end('{"choices": [{"mess')],
    ['nothing', (response: ServerResponse) => void response.end()],
    ['no choices', json(200, { choices: [] })],
    ['a list', json(200, [1, 2])],
    ['a reply that is no text', says({ text: 'x' })],
    ['an empty reply', says('  ')],
  ])('whose response has %s is malformed', async (_what, answer) => {
    expect(await call(answer)).toMatchObject({ status: 200, failure: 'malformed', reply: null });
  });

  it('that does not reply in time is late, also in the middle of its reply', async () => {
    expect(await call(() => undefined, { timeoutSeconds: 0.05 })).toMatchObject({ failure: 'late', status: null });
    const half: Answer = (response) => void response.writeHead(200).write('{"choices"');
    expect(await call(half, { timeoutSeconds: 0.2 })).toMatchObject({ failure: 'late', reply: null });
  });

  it('that cannot be reached, or hangs up, is unreachable', async () => {
    expect(await call((response) => void response.destroy())).toMatchObject({ failure: 'unreachable' });
    expect(await call(says('x'), { baseUrl: 'http://127.0.0.1:2/v1' })).toMatchObject({
      ...{ failure: 'unreachable', response: 'ECONNREFUSED' },
    });
    expect(await call(says('x'), { baseUrl: 'nowhere' })).toMatchObject({
      failure: 'unreachable',
      endpoint: '(no address)',
    });
  });

  it('that repeats the key, or has a password in its address, gives away neither', async () => {
    const said = { error: { message: `Incorrect API key provided: ${key}.` } };
    const { baseUrl } = endpoint;
    const made = await call(json(401, said));
    expect(made.response).toEqual({ error: { message: 'Incorrect API key provided: (not shown).' } });
    const named = await call(says('x'), { baseUrl: `${baseUrl.replace('//', '//ada:hunter2@')}?token=hunter2` });
    expect(JSON.stringify([made, named])).not.toMatch(/hunter2|secret-key/);
  });

  it('is not waited for when the conversation is over', async () => {
    answers = [() => undefined];
    const over = new AbortController();
    const asked = callModel(endpoint, { messages: hello }, over.signal);
    over.abort(new Error('It is over.'));
    await expect(asked).rejects.toThrow('It is over.');
  });

  it('is asked again with longer and longer pauses, and everybody is told so once', async () => {
    const room = specRoom();
    answers = [json(500, {}), json(429, {}, { 'retry-after': '7' }), json(503, {}), says('At last.')];
    const { reply } = await askModel(room, endpoint, hello, { temperature: 0 });
    expect(reply).toBe('At last.');
    expect(room.did.map((one) => (typeof one === 'object' ? (one as { status: number }).status : one))).toEqual([
      ...[500, 'The model has not replied yet. It is asked again.', 1, 429, 7, 503, 4, 200],
    ]);
    expect(requests.at(-1)!.body).toEqual({ model: 'tiny', messages: hello, temperature: 0 });
  });

  it('is given up after some attempts, and waits at most half a minute for the next', async () => {
    const room = specRoom();
    answers = [json(429, {}, { 'retry-after': '3600' }), json(429, {})];
    const made = await askModel(room, { ...endpoint, attempts: 2 }, hello);
    expect([made.failure, made.reply]).toEqual(['busy', null]);
    expect(room.did).toContain(30);
    expect(modelFailureTexts.busy).toContain('Please try it again in a minute.');
  });

  it('that does not let us in is not asked again', async () => {
    const room = specRoom();
    answers = [json(401, {})];
    expect(await askModel(room, endpoint, hello)).toMatchObject({ failure: 'not-let-in' });
    expect(room.did).toHaveLength(1);
  });
});
