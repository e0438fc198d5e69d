import { type Client, pathTo, Refused } from './client.ts';
import type { Context } from './context.ts';
import { tellFault } from './faults.ts';
import { jsonText } from './visible.ts';

/** What a reviewer may decide, and what it means. */
export const verdicts = {
  accept: 'accept work: it is used and paid',
  'soft-reject': 'soft-reject work: it is paid, and kept out of the data',
  reject: 'reject work: it is neither used nor paid',
} as const;
export type Verdict = keyof typeof verdicts;

/** A verdict as something that has happened. */
export const done: Record<Verdict, string> = { accept: 'accepted', 'soft-reject': 'soft-rejected', reject: 'rejected' };

/** Records a verdict on a unit; gives the sequence of the fact. */
export async function decide(house: Client, unit: string, verdict: Verdict, note?: string): Promise<number> {
  const { sequence } = await house.post<{ sequence: number }>(pathTo(['api', 'units', unit, verdict]), { note });
  return sequence;
}

/** Decides one unit after the other; one that is refused is told and fails the command, the others are decided all the same. */
export async function decideAll(
  context: Context,
  house: Client,
  given: { units: readonly string[]; verdict: Verdict; note?: string; json?: boolean },
): Promise<void> {
  const { terminal } = context;
  for (const unit of given.units) {
    try {
      const sequence = await decide(house, unit, given.verdict, given.note);
      await terminal.print(given.json ? jsonText({ unit, sequence }) : `${unit} is ${done[given.verdict]}.`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, message } = error;
      if (given.json) await terminal.print(jsonText({ unit, error: { code, message } }));
      context.exitCode = tellFault(error, terminal);
    }
  }
}
