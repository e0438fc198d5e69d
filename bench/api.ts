import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';

type Lines = AsyncIterable<Record<string, unknown>>;

type Method = 'GET' | 'POST';

/** Asks the API and gives the answer as it comes; a stream is sent as a file. */
export async function open(port: number, method: Method, path: string, body?: unknown): Promise<IncomingMessage> {
  const type = body instanceof Readable ? 'application/gzip' : 'application/json';
  const headers = { host: `localhost:${port}`, ...(body === undefined ? {} : { 'content-type': type }) };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method, path, headers }, resolve);
    asked.on('error', reject);
    if (body instanceof Readable) body.on('error', reject).pipe(asked);
    else asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Asks the API and gives the answer's text as it comes. */
export async function* ask(port: number, method: Method, path: string, body?: unknown): AsyncIterable<string> {
  const response = await open(port, method, path, body);
  response.setEncoding('utf8');
  for await (const chunk of response) yield chunk;
}

/** A whole JSON answer. */
export async function json<Answer>(port: number, path: string): Promise<Answer> {
  let text = '';
  for await (const chunk of ask(port, 'GET', path)) text += chunk;
  return JSON.parse(text) as Answer;
}

/** An answer of one JSON value a line, as they come. */
export async function* lines(port: number, method: Method, path: string, body?: unknown): Lines {
  let rest = '';
  for await (const chunk of ask(port, method, path, body)) {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) if (line) yield JSON.parse(line);
  }
  if (rest) yield JSON.parse(rest);
}

export type RunRow = { id: string; units: number; completed: number; status: string };

/** Launches a task folder and gives its run. */
export async function launch(port: number, folder: string): Promise<RunRow> {
  for await (const { run, error } of lines(port, 'POST', '/api/runs', { folder })) {
    if (error) throw new Error(JSON.stringify(error));
    if (run) return run as RunRow;
  }
  throw new Error('The launch ended without a run.');
}

/** Waits until the read model shows everything that has been decided. */
export async function settled(port: number): Promise<void> {
  for (;;) {
    const { log, projected, broadcast } = await json<{
      log: { sequence: number };
      projected: number;
      broadcast: number;
    }>(port, '/health');
    if (projected >= log.sequence && broadcast >= log.sequence) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
