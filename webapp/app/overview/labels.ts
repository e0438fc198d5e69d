import type { LiveRun, RunRow } from '../../../src/api/runs.ts';
import { ordinaryUnitsOf, specialUnitsOf, toReview, type UnitCounts } from '../../../src/api/unit-counts.ts';
import { formatCount } from '../review/labels.ts';

const count = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', hour: 'numeric', minute: '2-digit' });
const minuteMs = 60_000;
/** What is said of a pace before there are enough answers to tell it from. */
const tooEarly = 'Too early to say';

/** A number with its thousands separated: `12,000`. */
export const formatNumber = (number: number): string => count.format(number);

/** How many items the data of a run has: each special unit is an assignment of its own. */
export const itemsOf = ({ assignments, special_units }: RunRow): number => assignments - special_units;

/** The state of the run's units in one line, for screen readers: those of the data, then gold and screening units. */
export function formatProgress(run: RunRow): string {
  const ordinary = ordinaryUnitsOf(run);
  if (run.status === 'opening') return `Preparing: ${formatCount(ordinary.units, 'unit')} so far`;
  const special = run.special_units > 0 ? [`gold and screening units: ${stateText(specialUnitsOf(run))}`] : [];
  return [stateText(ordinary), ...special].join('; ');
}

function stateText({ completed, units, assigned, open, expired }: UnitCounts): string {
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
    ? tooEarly
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

/** How many of the units of a count are gold and screening units; nothing if none is. */
export const specialAmong = (special: number): string | undefined =>
  special > 0 ? `${formatNumber(special)} of them gold or screening` : undefined;

/** One part of a run's bar: how many units are in a state. */
export type Share = {
  state: 'accepted' | 'waiting' | 'soft' | 'rejected' | 'work' | 'open' | 'cancelled';
  units: number;
  word: string;
};

/** The parts of a bar of units, from reviewed to open; parts without units are left out. */
export function sharesOf(counts: UnitCounts): Share[] {
  const all: Share[] = [
    { state: 'accepted', units: counts.accepted, word: 'accepted' },
    { state: 'soft', units: counts.soft_rejected, word: 'paid, not used' },
    { state: 'rejected', units: counts.rejected, word: 'rejected' },
    { state: 'waiting', units: toReview(counts), word: 'to review' },
    { state: 'work', units: counts.assigned, word: 'in progress' },
    { state: 'open', units: counts.open, word: 'open' },
    { state: 'cancelled', units: counts.expired, word: 'cancelled' },
  ];
  return all.filter(({ units }) => units > 0);
}

/** Whether a run is over. */
export const isOver = ({ status }: Pick<LiveRun, 'status'>): boolean => status === 'completed' || status === 'stopped';

/** The newest first, whatever becomes of them, so that no card moves while somebody reaches for it. */
export const inOrder = (runs: readonly LiveRun[]): LiveRun[] =>
  runs.toSorted((one, other) => other.opened_at.localeCompare(one.opened_at) || one.id.localeCompare(other.id));

/** Which runs are looked at. */
export type RunFilter = { words: string; state: 'all' | 'open' | 'over' };

/** The runs of a filter whose title, task or id has every word in it, in any case. */
export function filtered(runs: readonly LiveRun[], { words, state }: RunFilter): LiveRun[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const text = `${run.title} ${run.task} ${run.id}`.toLowerCase();
    const fits = state === 'all' || (state === 'over') === isOver(run);
    return fits && wanted.every((word) => text.includes(word));
  });
}
