import type { QueryClient } from '@tanstack/react-query';
import type { Decision } from '../../../../src/api/shapes.ts';
import { listVerdicts, type VerdictRow } from '../../../../src/api/verdicts.ts';
import { fetchReply } from '../../data/api.ts';
import { say, sayFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { decisionLabels, formatCount } from '../labels.ts';
import { type Outcome, type Undone, undoWhole } from './perform.ts';

/** My last verdict that can be undone, also from before this page was loaded. */
export const lastVerdictQuery = { mine: 'true', state: 'completed', in_force: 'true', limit: 1 } as const;

/** Fetches the last verdict. */
export async function lastVerdict(): Promise<VerdictRow | undefined> {
  return (await fetchReply(listVerdicts, { query: lastVerdictQuery })).verdicts[0];
}

/** Shows how many units were decided, with an Undo button. */
export function sayDecided(
  queryClient: QueryClient,
  decision: Decision,
  { verdict, reviewed }: Pick<Outcome, 'verdict' | 'reviewed'>,
): void {
  const action = verdict === null ? undefined : { text: 'Undo', do: () => void undoAndSay(queryClient, verdict) };
  say(`${formatCount(reviewed, 'answer')} ${decisionLabels[decision].done}.`, { action });
}

/** Undoes a whole verdict and shows the outcome; false if it was refused. */
export async function undoAndSay(queryClient: QueryClient, verdict: string): Promise<boolean> {
  try {
    say(undoneMessage(await undoWhole(verdict)));
    return true;
  } catch (error) {
    sayFault(error);
    return false;
  } finally {
    await refresh(queryClient);
  }
}

/** The outcome of an undo as a sentence. */
export function undoneMessage({ undone, refused, kept }: Undone): string {
  const left =
    refused.length > 0
      ? ` ${formatCount(refused.length, 'answer was', 'answers were')} not undone: ${refused[0]?.message}`
      : '';
  const stays =
    kept > 0
      ? ` ${formatCount(kept, 'qualification or block was', 'qualifications or blocks were')} changed later and not undone.`
      : '';
  return `${formatCount(undone, 'decision')} undone.${left}${stays}`;
}

/** The same for the verdict on one unit. */
export const undoneOne = (decision: Decision, unit: string): string => `Undone: ${decisionLabels[decision].on(unit)}`;
