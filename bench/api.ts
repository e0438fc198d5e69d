import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';

type Lines = AsyncIterable<Record<string, unknown>>;

type Method = 'GET' | 'POST';

/** Sends a request to the API and returns the streaming response; a stream is sent as a file. */
export async function open(port: number, method: Method, path: string, body?: unknown): Promise<IncomingMessage> {
  const type = body instanceof Readable ? 'application/gzip' : 'application/json';
  const headers = { host: `localhost:${port}`, ...(body === undefined ? {} : { 'content-type': type }) };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, resolve);
    sent.on('error', reject);
    if (body instanceof Readable) body.on('error', reject).pipe(sent);
    else sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Sends a request to the API and streams the response as text. */
export async function* ask(port: number, method: Method, path: string, body?: unknown): AsyncIterable<string> {
  const response = await open(port, method, path, body);
  response.setEncoding('utf8');
  for await (const chunk of response) yield chunk;
}

/** A whole JSON response. */
export async function json<Reply>(port: number, path: string): Promise<Reply> {
  let text = '';
  for await (const chunk of ask(port, 'GET', path)) text += chunk;
  return JSON.parse(text) as Reply;
}

/** Streams a response of one JSON value per line. */
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

/** Launches a task folder and returns its run. */
export async function launch(port: number, folder: string): Promise<RunRow> {
  for await (const { run, error } of lines(port, 'POST', '/api/runs', { folder })) {
    if (error) throw new Error(JSON.stringify(error));
    if (run) return run as RunRow;
  }
  throw new Error('The launch ended without a run.');
}

/** Waits until the read model and the stream of facts have caught up with the log. */
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
