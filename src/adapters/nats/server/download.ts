import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The site answers and has no such file. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
}

const connectTimeoutMs = 5_000;
const chunkTimeoutMs = 30_000;

/** Fetches a small text; gives up after 5 seconds without an answer. */
export async function fetchText(url: string): Promise<string> {
  const { response, stillThere } = await open(url);
  try {
    return await response.text();
  } finally {
    stillThere.stop();
  }
}

/** Fetches a file to disk and gives back its SHA-256 in hex; reports each quarter, in percent. */
export async function download(url: string, file: string, onProgress: (percent: number) => void): Promise<string> {
  const { response, stillThere } = await open(url);
  const size = Number(response.headers.get('content-length'));
  const hash = createHash('sha256');
  let [received, quarters] = [0, 0];

  async function* measured(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      stillThere.yes();
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
    stillThere.stop();
  }
  return hash.digest('hex');
}

async function open(url: string) {
  const { host } = new URL(url);
  const giveUp = new AbortController();
  const after = (milliseconds: number) =>
    setTimeout(() => giveUp.abort(new Error(`${host} does not answer`)), milliseconds);
  let timer = after(connectTimeoutMs);
  const stop = () => clearTimeout(timer);
  const yes = () => {
    stop();
    timer = after(chunkTimeoutMs);
  };

  try {
    const response = await fetch(url, { signal: giveUp.signal });
    if (response.status === 404) throw new NotThere(`${host} has no ${url}`);
    if (!response.ok || !response.body) throw new Error(`${host} answers with status ${response.status}`);
    yes();
    return { response, stillThere: { yes, stop } };
  } catch (error) {
    stop();
    // fetch says only "fetch failed"; what a person can act on is that the site was not reached.
    throw error instanceof TypeError ? new Error(`${host} cannot be reached`, { cause: error }) : error;
  }
}
