import { request } from 'node:http';

export type Answer = { status: number; body: Record<string, unknown> & { sequence: number } };
type Method = 'GET' | 'POST' | 'PUT';

/** A caller of the API under a name of their own. */
export function callerAt(port: number, name: string) {
  const ask = (method: Method, path: string, body?: unknown) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const json = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        host: `localhost:${port}`,
        'x-reviewer': name,
        ...(json ? { 'content-type': 'application/json' } : {}),
      };
      const asked = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
        // A server that is killed breaks off in the middle of its answer.
        response
          .toArray()
          .then((pieces) => resolve({ status: response.statusCode ?? 0, text: pieces.join('') }), reject);
      });
      asked.on('error', reject).end(json);
    });
  const whole = async (method: Method, path: string, body?: unknown): Promise<Answer> => {
    const { status, text } = await ask(method, path, body);
    return { status, body: JSON.parse(text) };
  };
  return {
    get: (path: string) => whole('GET', path),
    post: (path: string, body: unknown = {}) => whole('POST', path, body),
    put: (path: string, body: unknown) => whole('PUT', path, body),
    /** An answer of one JSON value a line. */
    lines: async (path: string, body: unknown) =>
      (await ask('POST', path, body)).text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

export type Caller = ReturnType<typeof callerAt>;
