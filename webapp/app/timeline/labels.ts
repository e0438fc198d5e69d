/** The kinds of facts to filter by, each with its words. */
export const kinds = [
  ['', 'Everything'],
  ['task-run', 'The run'],
  [
    [
      'unit.accepted,unit.soft-rejected,unit.rejected,unit.review-undone,unit.second-opinion-asked',
      'unit.review-supplemented,unit.supplement-undone,unit.verdict-followed',
    ].join(','),
    'Decisions',
  ],
  ['unit.assigned,unit.submitted,unit.returned,unit.timed-out,unit.expired,agent', 'Work'],
  ['unit.judged,unit.judgement-followed,onboarding,rule', 'Checks and rules'],
  [
    [
      'unit.paid,unit.payment-undone,unit.bonus-granted,unit.bonus-paid,unit.bonus-payment-undone',
      'unit.bonus-withdrawn',
    ].join(','),
    'Pay and bonuses',
  ],
  ['unit.commented,unit.comment-edited,unit.comment-removed', 'Comments'],
  ['worker', 'Qualifications and blocks'],
  ['assignment', 'Items'],
  ['invitation', 'Invitations'],
] as const;

/** The type of a fact in words: `unit.soft-rejected` is "Unit soft rejected". */
export function typeInWords(type: string): string {
  const words = type.replace('task-run', 'run').replace(/[.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
  hourCycle: 'h23',
});

/** A time to the tenth of a second, in the reader's time zone. */
export function formatExactTime(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : `${day.format(time)}, ${clock.format(time)}`;
}
