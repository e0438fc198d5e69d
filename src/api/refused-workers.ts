/** Up to so many workers of a run who got no unit are all counted; of more, those who were noted first may be left out. */
export const allCountedUpTo = 9000;

/** Why workers got no unit, the same in all user interfaces; requirements that they do not meet are no part of this. */
export const refusedReasonLabels: Readonly<Record<string, string>> = {
  blocked: 'Blocked',
  'not-qualified': 'Not qualified when they came',
  'maximum-reached': 'Have done as many units as one worker may',
  'not-invited': 'Not invited',
  'invitation-expired': 'Their invitation has expired',
  'invitation-withdrawn': 'Their invitation was withdrawn, or replaced by a newer link',
  excluded: 'Excluded by a rule',
  'worker-paused': 'Paused by a rule',
  'place-done': 'Came back to a place that is done',
  'place-over': 'Gave their place back',
  'too-many-at-once': 'Have another unit in hand',
  full: 'As many were at work as may be at the same time',
  'being-checked': 'Their last answer was still being judged, or others were faster',
  later: 'Nothing could be decided when they came, such as after an error of the task’s code',
  'no-item-for-them': 'The task’s code gives them no item',
  'no-work': 'Found nothing to do at their first visit',
  'no-gold-left': 'No gold item is left that they have not had',
  'no-screening-left': 'No screening unit is left',
};

/** The label of a reason; the requirement itself, if it is one that they do not meet. */
export const refusedReasonText = (reason: string): string => refusedReasonLabels[reason] ?? reason;
