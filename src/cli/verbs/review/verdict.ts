import { type Client, pathTo, Refused } from '../../connection/client.ts';
import type { Context } from '../../connection/context.ts';
import { tellFault } from '../../connection/faults.ts';
import { jsonText } from '../../terminal/visible.ts';

/** What a reviewer may decide, and what it means. */
export const verdicts = {
  accept: 'accept work: it is used and paid',
  'soft-reject': 'soft-reject work: it is paid, and kept out of the data',
  reject: 'reject work: it is neither used nor paid',
} as const;
export type Verdict = keyof typeof verdicts;

/** Everything that can be done about submitted work, as something that has happened. */
export const done = {
  accept: 'accepted',
  'soft-reject': 'soft-rejected',
  reject: 'rejected',
  undo: 'waiting for review again',
  'second-opinion': 'left to somebody else',
} as const;
export type Step = keyof typeof done;

/** What goes with a decision. */
export type Said = { note?: string; message?: string; bonus_cents?: number };

/** Takes a step about a unit; gives the sequence of the fact. */
export async function decide(client: Client, unit: string, step: Step, said: Said = {}): Promise<number> {
  const { sequence } = await client.post<{ sequence: number }>(pathTo(['api', 'units', unit, step]), said);
  return sequence;
}

/** Takes the step for one unit after the other; one that is refused is told and fails the command, the others are decided all the same. */
export async function decideAll(
  context: Context,
  client: Client,
  given: { units: readonly string[]; step: Step; said: Said; json?: boolean },
): Promise<void> {
  const { terminal } = context;
  for (const unit of given.units) {
    try {
      const sequence = await decide(client, unit, given.step, given.said);
      await terminal.print(given.json ? jsonText({ unit, sequence }) : `${unit} is ${done[given.step]}.`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, message } = error;
      if (given.json) await terminal.print(jsonText({ unit, error: { code, message } }));
      context.exitCode = tellFault(error, terminal);
    }
  }
}
