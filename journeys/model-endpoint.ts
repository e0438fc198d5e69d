import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a model behind an endpoint answers one request. */
export type ModelAnswer = (response: ServerResponse, body: { model: string; messages: { content: string }[] }) => void;

/** An endpoint of OpenAI's protocol on this machine. */
export type TestEndpoint = {
  baseUrl: string;
  requests: { authorization?: string; body: Record<string, unknown> }[];
  /** Answers the next requests so, one after the other; the others get an ordinary reply. */
  next(...answers: ModelAnswer[]): void;
  close(): void;
};

/** An answer with a status, headers, and a body: JSON, or a text as it is. */
export const answerWith =
  (status: number, body: unknown, headers: Record<string, string> = {}): ModelAnswer =>
  (response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

/** Opens one that says how many messages it has read, and counts its tokens. */
export async function openEndpoint(): Promise<TestEndpoint> {
  const requests: TestEndpoint['requests'] = [];
  const answers: ModelAnswer[] = [];
  const ordinary: ModelAnswer = (response, { messages }) =>
    answerWith(200, {
      model: 'tiny-1.2',
      choices: [{ message: { role: 'assistant', content: `I have read ${messages.length} messages.` } }],
      usage: { prompt_tokens: 100 * messages.length, completion_tokens: 10 },
    })(response, { model: '', messages });
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = JSON.parse((await request.setEncoding('utf8').toArray()).join(''));
    requests.push({ authorization: request.headers.authorization, body });
    (answers.shift() ?? ordinary)(response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ requests, next: (...more) => void answers.push(...more) },
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
