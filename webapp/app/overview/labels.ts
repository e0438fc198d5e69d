import type { LiveRun, RunRow } from '../../../src/api/runs.ts';

const count = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', hour: 'numeric', minute: '2-digit' });
const minuteMs = 60_000;

/** A number with its thousands separated: `12,000`. */
export const formatNumber = (number: number): string => count.format(number);

/** How many units of the data there are, and are submitted; gold and screening units that were made for one worker are no part of it. */
export const ordinaryOf = ({ completed, units, special_units, special_completed }: RunRow) => ({
  completed: completed - special_completed,
  units: units - special_units,
});

/** The state of the run's units in one line, for screen readers. */
export function formatProgress(run: RunRow): string {
  const { status, assigned, open, expired } = run;
  const { completed, units } = ordinaryOf(run);
  if (status === 'opening') return `Preparing: ${count.format(units)} units so far`;
  const parts = [`${count.format(completed)} of ${count.format(units)} done`];
  if (assigned > 0) parts.push(`${count.format(assigned)} in progress`);
  if (open > 0) parts.push(`${count.format(open)} open`);
  if (expired > 0) parts.push(`${count.format(expired)} cancelled`);
  return parts.join(' · ');
}

/** When a run was opened and ended, in the reader's own time. */
export function formatRunTimes({ opened_at, ended_at }: RunRow): string {
  const opened = `Started ${moment.format(new Date(opened_at))}`;
  return ended_at ? `${opened}, ended ${moment.format(new Date(ended_at))}` : opened;
}

/** How fast answers come. */
export const formatRate = (perHour: number | null): string =>
  perHour === null
    ? 'Not known yet'
    : `${count.format(perHour < 10 ? Number(perHour.toFixed(1)) : Math.round(perHour))} per hour`;

/** When a run is expected to end: as a clock time today, else with the day. */
export function formatEnd(expected: string | null, now: number): string {
  if (expected === null) return 'Not known yet';
  const end = new Date(expected);
  const left = end.getTime() - now;
  if (left < minuteMs) return 'In a moment';
  if (left < 60 * minuteMs) return `In ${Math.round(left / minuteMs)} min`;
  if (left < 6 * 24 * 60 * minuteMs) {
    const isToday = end.toDateString() === new Date(now).toDateString();
    return isToday ? `About ${clock.format(end)}` : `About ${weekday.format(end)}`;
  }
  return left < 365 * 24 * 60 * minuteMs ? `About ${moment.format(end).replace(/,[^,]*$/, '')}` : 'In more than a year';
}

/** One part of a run's bar: how many units are in a state. */
export type Share = {
  state: 'accepted' | 'waiting' | 'soft' | 'rejected' | 'work' | 'open' | 'cancelled';
  units: number;
  word: string;
};

/** The parts of a run's bar, from reviewed to open; parts without units are left out. */
export function sharesOf(run: LiveRun): Share[] {
  const all: Share[] = [
    { state: 'accepted', units: run.accepted, word: 'accepted' },
    { state: 'soft', units: run.soft_rejected, word: 'paid, not used' },
    { state: 'rejected', units: run.rejected, word: 'rejected' },
    { state: 'waiting', units: run.to_review, word: 'to review' },
    { state: 'work', units: run.assigned, word: 'in progress' },
    { state: 'open', units: run.open, word: 'open' },
    { state: 'cancelled', units: run.expired, word: 'cancelled' },
  ];
  return all.filter(({ units }) => units > 0);
}

const order: Record<RunRow['status'], number> = { launched: 0, opening: 0, paused: 1, completed: 2, stopped: 2 };

/** Whether a run is over. */
export const isOver = ({ status }: LiveRun): boolean => status === 'completed' || status === 'stopped';

/** Active runs first, then paused ones, then ended ones; within these the newest first. */
export const inOrder = (runs: readonly LiveRun[]): LiveRun[] =>
  runs.toSorted(
    (one, other) => order[one.status] - order[other.status] || other.opened_at.localeCompare(one.opened_at),
  );
