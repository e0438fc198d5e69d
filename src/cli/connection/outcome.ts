import type { Progress, Step } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import type { Client } from './client.ts';

type OutcomeIn<Line, Key extends string> = Line extends { [key in Key]: infer Outcome } ? Outcome : never;

/** Shows the progress of a streamed reply and gives its outcome, which comes last under `key`; refuses if there is none. */
export async function outcomeIn<Line extends object, Key extends string>(
  lines: AsyncIterable<Line>,
  { key, url }: { key: Key } & Pick<Client, 'url'>,
  progress: Progress,
): Promise<OutcomeIn<Line, Key>> {
  for await (const line of lines) {
    if ('progress' in line) progress.at(line.progress as Step);
    if (key in line) return (line as { [key in Key]: OutcomeIn<Line, Key> })[key];
  }
  throw refuse('daemon/gone', { url });
}
