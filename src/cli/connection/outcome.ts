import type { Progress, Step } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { type Client, Refused } from './client.ts';

type Line = { progress?: Step; error?: { code: string; message: string } } & Record<string, unknown>;

/** Asks for something that takes long: shows how far it is, and gives the outcome, which comes last under `key`. */
export async function outcomeOf<Outcome>(
  client: Client,
  { path, body, key }: { path: string; body?: unknown; key: string },
  progress: Progress,
): Promise<Outcome> {
  return outcomeIn<Outcome>(client.lines('POST', path, body), { key, url: client.url }, progress);
}

/** Shows how far it is that such lines tell of, and gives the outcome, which comes last under `key`. */
export async function outcomeIn<Outcome>(
  lines: AsyncIterable<string>,
  { key, url }: { key: string; url: string },
  progress: Progress,
): Promise<Outcome> {
  for await (const line of lines) {
    const said = JSON.parse(line) as Line;
    if (said.progress) progress.at(said.progress);
    if (said.error) throw new Refused(said.error);
    if (key in said) return said[key] as Outcome;
  }
  throw refuse('daemon/gone', { url });
}

/** The lines of a streamed answer; throws what the house says last when it could not go on. */
export async function* linesOrFault(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) {
    if (line.startsWith('{"error":')) throw new Refused((JSON.parse(line) as Required<Line>).error);
    yield line;
  }
}
