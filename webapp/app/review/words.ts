import type { Decision, UnitStatus } from '../../../src/api/shapes.ts';
import type { Episode } from '../../../src/api/units.ts';

/** How a status is called on the screen, and the variable of its colour. */
export const statusWords: Record<UnitStatus, { word: string; color: string }> = {
  open: { word: 'open', color: '--line' },
  assigned: { word: 'in work', color: '--fate-work' },
  completed: { word: 'waits for review', color: '--fate-waiting' },
  accepted: { word: 'accepted', color: '--fate-accepted' },
  soft_rejected: { word: 'soft-rejected', color: '--fate-soft' },
  rejected: { word: 'rejected', color: '--fate-rejected' },
  expired: { word: 'withdrawn', color: '--line' },
};

/** What each decision does, in a verb and a sentence. */
export const decisionWords: Record<Decision, { verb: string; says: string }> = {
  accepted: { verb: 'Accept', says: 'The work is used and paid.' },
  soft_rejected: { verb: 'Soft-reject', says: 'The work is paid and kept out of the data.' },
  rejected: { verb: 'Reject', says: 'The work is neither used nor paid.' },
};

/** What happened to a unit, as its history says it. */
export const episodeWords: Record<Episode['what'], string> = {
  assigned: 'Given out',
  submitted: 'Handed in',
  returned: 'Given back',
  timeout: 'Taken back as the time was up',
  late: 'Handed in too late; it does not count',
  accepted: 'Accepted',
  soft_rejected: 'Soft-rejected',
  rejected: 'Rejected',
  review_undone: 'Decision taken back',
  second_opinion_asked: 'Second opinion asked',
  bonus_granted: 'Bonus granted',
  bonus_paid: 'Bonus paid',
  bonus_withdrawn: 'Bonus withdrawn',
};

/** The name of a person without what they are: `reviewer:anna` → `anna`. */
export const nameOf = (by: string): string => by.replace(/^(reviewer|worker):/, '');

const clock = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
/** A point in time, in the reader's own zone. */
export const timeWords = (at: string | null): string => (at ? clock.format(new Date(at)) : '–');

/** A stretch of time: `8 s`, `3 min 5 s`, `2 h 10 min`. */
export function durationWords(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share as a percentage, and nothing of nothing as a dash. */
export const shareWords = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;

/** A count with the right form of its noun. */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
