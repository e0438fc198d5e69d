import { request } from 'node:http';

/** What a request brings with it; what is undefined is left out. */
export type Sent = {
  method?: string;
  host?: string;
  address?: string;
  headers?: Record<string, string | undefined>;
  /** Sent as JSON, unless it is a text. */
  body?: unknown;
  /** Whether to leave as soon as the reply begins, as from a stream. */
  leaves?: boolean;
};

/** What came back. */
export type Got = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The code of a refusal. */
  code: string | undefined;
  json: <Answer>() => Answer;
};

/** Sends a request like any program or browser would, under any host name and from any header. */
export function visit(port: number, path: string, sent: Sent = {}): Promise<Got> {
  const { method = 'GET', host = `localhost:${port}`, address = '127.0.0.1', body, leaves = false } = sent;
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const isJson = payload !== undefined && payload !== body;
  // Node sends a length by itself only with methods that usually have a body.
  const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
  const all = { host, ...length, ...(isJson ? { 'content-type': 'application/json' } : {}), ...sent.headers };
  const headers = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const asked = request({
      agent: false,
      host: address,
      port,
      method,
      path,
      headers: headers as Record<string, string>,
    });
    asked.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      const end = () => {
        const text = Buffer.concat(chunks).toString();
        const json = <Answer>() => JSON.parse(text) as Answer;
        const code = /^\{"code":"([^"]+)"/.exec(text)?.[1];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code, json });
      };
      response.on('error', () => undefined).on('data', (chunk: Buffer) => chunks.push(chunk));
      if (!leaves || (response.statusCode ?? 0) >= 300) return response.on('close', end);
      end();
      response.destroy();
    });
    asked.end(payload);
  });
}

/** The cookies of an answer, as a browser would send them back. */
export const cookiesOf = ({ headers }: Got): string =>
  ((headers['set-cookie'] ?? []) as string[])
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');
