import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The site has no such file (404). */
export class NotThere extends Error {
  override readonly name = 'NotThere';
}

const connectTimeoutMs = 5_000;
const chunkTimeoutMs = 30_000;

/** Fetches a small text; fails after 5 seconds without a reply. */
export async function fetchText(url: string): Promise<string> {
  const { response, watchdog } = await open(url);
  try {
    return await response.text();
  } finally {
    watchdog.stop();
  }
}

/** Downloads a file and returns its SHA-256 in hex; reports each quarter, in percent. */
export async function download(url: string, file: string, onProgress: (percent: number) => void): Promise<string> {
  const { response, watchdog } = await open(url);
  const size = Number(response.headers.get('content-length'));
  const hash = createHash('sha256');
  let [received, quarters] = [0, 0];

  async function* measured(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      watchdog.reset();
      hash.update(chunk);
      received += chunk.length;
      const reached = size > 0 ? Math.floor((received / size) * 4) : 0;
      if (reached > quarters) onProgress(reached * 25);
      quarters = reached;
      yield chunk;
    }
  }

  try {
    await pipeline(response.body as AsyncIterable<Uint8Array>, measured, createWriteStream(file));
  } finally {
    watchdog.stop();
  }
  return hash.digest('hex');
}

async function open(url: string) {
  const { host } = new URL(url);
  const giveUp = new AbortController();
  const after = (milliseconds: number) =>
    setTimeout(() => giveUp.abort(new Error(`${host} does not respond`)), milliseconds);
  let timer = after(connectTimeoutMs);
  const stop = () => clearTimeout(timer);
  const reset = () => {
    stop();
    timer = after(chunkTimeoutMs);
  };

  try {
    const response = await fetch(url, { signal: giveUp.signal });
    if (response.status === 404) throw new NotThere(`${host} has no ${url}`);
    if (!response.ok || !response.body) throw new Error(`${host} answers with status ${response.status}`);
    reset();
    return { response, watchdog: { reset, stop } };
  } catch (error) {
    stop();
    // fetch reports only "fetch failed"; a message that a user can act on names the site.
    throw error instanceof TypeError ? new Error(`${host} cannot be reached`, { cause: error }) : error;
  }
}
