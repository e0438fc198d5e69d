import { ruleActionLabels } from '../../../src/api/labels.ts';
import type { AppliedRule } from '../../../src/api/rules.ts';
import { formatCount, formatTime } from '../review/labels.ts';

const isToday = (at: string): boolean => new Date(at).toDateString() === new Date().toDateString();
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' });

/** Until when a pause lasts: the time alone if that is today, in the reader's time zone. */
export const untilText = (until: string): string =>
  isToday(until) ? clock.format(new Date(until)) : formatTime(until);

/** What a rule did, in words: `Excluded`, `Paused until 2:05 PM`. */
export const didText = ({ action, until }: Pick<AppliedRule, 'action' | 'until'>): string =>
  until === null ? ruleActionLabels[action] : `${ruleActionLabels[action]} until ${untilText(until)}`;

/** What was measured: `0.5 in 12 units`. */
export const measuredText = ({ measured, submitted }: Pick<AppliedRule, 'measured' | 'submitted'>): string =>
  `${Number(measured.toFixed(2)).toLocaleString('en')} in ${formatCount(submitted, 'submitted unit')}`;
