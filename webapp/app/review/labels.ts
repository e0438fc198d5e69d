import type { Decision, UnitStatus } from '../../../src/api/shapes.ts';
import type { UnitEvent } from '../../../src/api/units.ts';

/** The CSS variable of each status's colour. */
export const unitStatusColors: Record<UnitStatus, string> = {
  open: '--line',
  assigned: '--state-work',
  completed: '--state-waiting',
  accepted: '--state-accepted',
  soft_rejected: '--state-soft',
  rejected: '--state-rejected',
  expired: '--line',
};

type DecisionLabels = {
  verb: string;
  on: (what: string) => string;
  past: (what: string) => string;
  done: string;
  description: string;
};

/** The labels of each decision: on a button, about one answer or several, the same once done, what it then is, and in a sentence. */
export const decisionLabels: Record<Decision, DecisionLabels> = {
  accepted: {
    verb: 'Accept',
    on: (what) => `Accept ${what}`,
    past: (what) => `Accepted ${what}`,
    done: 'accepted',
    description: 'Paid and used.',
  },
  soft_rejected: {
    verb: "Pay, don't use",
    on: (what) => `Pay ${what}, don't use`,
    past: (what) => `Paid ${what}, not used`,
    done: 'paid, not used',
    description: 'Paid, not used.',
  },
  rejected: {
    verb: 'Reject',
    on: (what) => `Reject ${what}`,
    past: (what) => `Rejected ${what}`,
    done: 'rejected',
    description: 'Not paid, not used.',
  },
};

/** The label of each event in a unit's history. */
export const eventLabels: Record<UnitEvent['what'], string> = {
  assigned: 'Assigned',
  submitted: 'Submitted',
  returned: 'Returned',
  timeout: 'Time ran out',
  late: 'Submitted late, not used',
  accepted: 'Accepted',
  soft_rejected: 'Paid, not used',
  rejected: 'Rejected',
  review_undone: 'Review undone',
  review_supplemented: 'Added to the review',
  supplement_undone: 'Addition undone',
  second_opinion_asked: 'Second opinion requested',
  bonus_granted: 'Bonus granted',
  bonus_paid: 'Bonus paid',
  bonus_withdrawn: 'Bonus withdrawn',
  bonus_payment_undone: 'Payment of the bonus taken back',
  paid: 'Paid',
  payment_undone: 'Payment taken back',
  gold_right: 'Gold unit answered well',
  gold_wrong: 'Gold unit answered wrong',
  screening_passed: 'Screening passed',
  screening_failed: 'Screening failed',
  screening_undecided: 'Screening decided nothing',
};

type Assessed = {
  gold_right: number;
  gold_wrong: number;
  screening: 'passed' | 'failed' | null;
  disqualified: boolean;
};

/** How a worker did in gold and screening units, in words. */
export function assessedText({ gold_right, gold_wrong, screening, disqualified }: Assessed): string {
  const golds = gold_right + gold_wrong;
  const share = Math.round((100 * gold_right) / Math.max(1, golds));
  return [
    ...(golds > 0 ? [`${gold_right} of ${formatCount(golds, 'gold unit')} answered well (${share} %)`] : []),
    ...(screening ? [`screening ${screening}`] : []),
    ...(disqualified ? ['disqualified'] : []),
  ].join(', ');
}

/** A unit as sentences name it: its number in its run, and what the run is called. */
export const unitName = ({ id, run, title }: { id: string; run: string; title: string | null }): string =>
  `unit ${id.slice(run.length + 1)} of ${title ?? run}`;

/** What Manyhands does by itself, by the first word of its author. */
const ownWork = new Map([
  ['assessment', 'judging answers'],
  ['onboarding', 'judging the onboarding'],
  ['rule', 'applying a rule'],
  ['clock', 'at a deadline'],
  ['task-host', "starting the task's code"],
]);

/** The name of a person without their role, `reviewer:anna` → `anna`; or what Manyhands was doing when it did something by itself. */
export function nameOf(by: string): string {
  const work = ownWork.get(by.split(':', 1)[0] ?? '');
  return work === undefined ? by.replace(/^(reviewer|worker):/, '') : `Manyhands, ${work}`;
}

const clock = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
/** A point in time, in the reader's time zone. */
export const formatTime = (at: string | null): string => (at ? clock.format(new Date(at)) : '–');

/** The same for a narrow column: it can only break between the day and the time. */
export function formatTimeNarrow(at: string | null): string {
  const parts = formatTime(at).split(', ');
  const time = parts.pop() ?? '';
  return [parts.join(', '), time]
    .filter(Boolean)
    .map((part) => part.replaceAll(' ', '\u00a0'))
    .join(', ');
}

/** A duration: `8 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share as a percentage; a dash if the whole is 0. */
export const formatShare = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;

/** A count with the right form of its noun. */
export const formatCount = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

const providerLabels: Record<string, string> = { inhouse: 'link', mturk: 'MTurk', prolific: 'Prolific' };

/** The label of a provider: its name, or `link`. */
export const providerLabel = (provider: string): string => providerLabels[provider] ?? provider;
