import type { QueryClient } from '@tanstack/react-query';
import { moneyText } from '../../../../src/api/money.ts';
import { paidAlreadyTexts } from '../../../../src/api/payout-texts.ts';
import type { Decision } from '../../../../src/api/shapes.ts';
import { listVerdicts, type VerdictRow } from '../../../../src/api/verdicts.ts';
import { fetchReply } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { shownWorkerText } from '../../data/worker-names.ts';
import { decisionLabels, formatCount } from '../labels.ts';
import { seenText } from '../text/pieces.ts';
import { type Outcome, type Undone, undoWhole } from './perform.ts';

/** My last verdict that can be undone, also from before this page was loaded. */
export const lastVerdictQuery = { mine: 'true', state: 'completed', in_force: 'true', limit: 1 } as const;

/** Fetches the last verdict. */
export async function lastVerdict(): Promise<VerdictRow | undefined> {
  return (await fetchReply(listVerdicts, { query: lastVerdictQuery })).verdicts[0];
}

/** Notices about decisions replace each other, so that only the last one offers its undo. */
const about = 'decision';

/** Shows what was decided, with a button that undoes it if it can be undone. */
export const notifyDecided = (decision: Decision, target: string, undo: (() => void) | undefined): void =>
  notify(decisionLabels[decision].past(target), {
    about,
    action: undo && { text: 'Undo', target: decisionLabels[decision].on(target), do: undo },
  });

/** Shows that a second opinion was requested, with a button that withdraws the request. */
export const sayAsked = (target: string, undo: () => void): void =>
  notify(`Second opinion requested for ${target}`, {
    about,
    action: { text: 'Undo', target: `Second opinion for ${target}`, do: undo },
  });

/** Shows what an undo did. */
export const sayUndone = (text: string): void => notify(text, { about });

/** Shows how many answers of a worker were decided, with an Undo button. */
export function sayManyDecided(
  queryClient: QueryClient,
  { decision, worker }: { decision: Decision; worker: string | null },
  { verdict, reviewed, unchanged }: Outcome,
): void {
  const ofWorker = worker === null ? '' : ` of ${seenText(shownWorkerText(queryClient, worker))}`;
  const undo = verdict === null ? undefined : () => void undoAndSay(queryClient, verdict);
  if (reviewed > 0) {
    notifyDecided(decision, `${formatCount(reviewed, 'answer')}${ofWorker}`, undo);
    return;
  }
  const were = formatCount(unchanged, 'answer was', 'answers were');
  const why = unchanged > 0 ? `: ${were} already ${decisionLabels[decision].done}` : '';
  notify(`Nothing changed${why}.`, { about });
}

/** What a verdict is about: its unit, or how many. */
export const targetOf = ({ unit, units }: Pick<VerdictRow, 'unit' | 'units'>): string =>
  unit ?? formatCount(units, 'answer');

/** Undoes a whole verdict and shows the outcome; false if it was refused. */
export async function undoAndSay(queryClient: QueryClient, verdict: string): Promise<boolean> {
  try {
    sayUndone(undoneMessage(await undoWhole(verdict)));
    return true;
  } catch (error) {
    notifyFault(error);
    return false;
  } finally {
    await refresh(queryClient);
  }
}

/** The outcome of an undo as a sentence. */
export function undoneMessage({ undone, refused, kept, ...stayed }: Undone): string {
  const left =
    refused.length > 0
      ? ` ${formatCount(refused.length, 'answer was', 'answers were')} not undone: ${refused[0]?.message}`
      : '';
  const stays =
    kept > 0
      ? ` ${formatCount(kept, 'qualification or block was', 'qualifications or blocks were')} changed later and not undone.`
      : '';
  return `${formatCount(undone, 'decision')} undone.${left}${stays}${leftText(stayed)}`;
}

/** What was paid already for what was undone, and which bonuses stay; nothing if there is neither. */
export const leftText = ({ paid, bonuses }: Pick<Undone, 'paid' | 'bonuses'>): string =>
  paidAlreadyTexts(paid)
    .map((text) => ` ${text}`)
    .join('') + bonusesLeft(bonuses);

/** Which bonuses stay after an undo, and why; nothing if none does. */
function bonusesLeft(bonuses: Undone['bonuses']): string {
  const said = (state: 'intended' | 'paid', why: string) => {
    const some = bonuses.filter((bonus) => bonus.state === state);
    if (some.length === 0) return '';
    const amounts = [...new Set(some.map(({ cents, currency }) => moneyText(cents, currency)))].join(', ');
    return ` ${formatCount(some.length, 'bonus stays', 'bonuses stay')} (${amounts}), ${why}.`;
  };
  return said('paid', 'paid already') + said('intended', 'still promised; withdraw it on the page of its unit');
}

/** The same for the verdict on one unit. */
export const undoneOne = (decision: Decision, unit: string): string => `Undone: ${decisionLabels[decision].on(unit)}`;
