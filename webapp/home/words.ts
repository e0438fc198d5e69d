import type { RunRow } from './run-row.ts';

const count = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** The status of a run in words. */
export const statusWords: Record<RunRow['status'], string> = {
  opening: 'Opening',
  launched: 'Open for work',
  stopped: 'Stopped',
  completed: 'Completed',
};

/** What became of the run's units so far, in one line. */
export function progressWords({ status, completed, units, assigned, open, expired }: RunRow): string {
  if (status === 'opening') return `Being prepared: ${count.format(units)} units so far`;
  const parts = [`${count.format(completed)} of ${count.format(units)} done`];
  if (assigned > 0) parts.push(`${count.format(assigned)} in work`);
  if (open > 0) parts.push(`${count.format(open)} open`);
  if (expired > 0) parts.push(`${count.format(expired)} withdrawn`);
  return parts.join(' · ');
}

/** What reviewers have said so far; nothing before the first review. */
export function reviewWords({ accepted, soft_rejected, rejected }: RunRow): string {
  if (accepted + soft_rejected + rejected === 0) return '';
  const parts = [`${count.format(accepted)} accepted`];
  if (soft_rejected > 0) parts.push(`${count.format(soft_rejected)} soft-rejected`);
  if (rejected > 0) parts.push(`${count.format(rejected)} rejected`);
  return `Reviewed: ${parts.join(', ')}`;
}

/** When a run was opened and ended, in the reader's own time. */
export function timeWords({ opened_at, ended_at }: RunRow): string {
  const opened = `Opened ${moment.format(new Date(opened_at))}`;
  return ended_at ? `${opened}, ended ${moment.format(new Date(ended_at))}` : opened;
}
