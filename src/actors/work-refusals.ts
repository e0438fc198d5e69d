import { counted } from './counted.ts';
import type { RefusalTable } from './refusal.ts';

/** Why a worker gets no unit, as they are told. */
export const workRefusals = {
  'work/all-done': [410, () => 'This study is complete, so there is nothing left to do. Thank you!'],
  'work/being-checked': [
    503,
    () => 'What you submitted is still being checked. Please open this page again in a minute.',
  ],
  'work/excluded': [
    403,
    (d: { because: string }) =>
      `You get no more work in this study, because ${d.because}. What you have submitted is kept. If you think that this is a mistake, ask the people who run the study.`,
  ],
  'work/full': [
    503,
    () =>
      'As many people as may work on this study at once are at work now. Please open this page again in a few minutes.',
  ],
  'work/had-all': [409, () => 'You have had every task of this study, so there is nothing more for you. Thank you!'],
  'work/invitation-expired': [
    403,
    () =>
      'Your invitation has expired, so there is no more work for you here. Ask the people who invited you for a new link.',
  ],
  'work/invitation-withdrawn': [
    403,
    () =>
      'Your invitation was withdrawn, or you got a newer link, so there is no work for you with this one. Ask the people who invited you.',
  ],
  'work/later': [503, () => 'There is no work for you right now. Please open this page again in a minute.'],
  'work/maximum-reached': [
    409,
    () => 'You have already completed the maximum amount of tasks the requester has set for this task.',
  ],
  'work/none': [404, () => 'There is currently no available work, please try again later...'],
  'work/not-invited': [
    403,
    () => 'This study is for invited people, and you are not among them. Ask the people who run it for a link.',
  ],
  'work/paused': [409, () => 'This study is paused at the moment. Please come back later.'],
  // Mephisto's words for them: its pages show them, and may compare them.
  'work/not-qualified': [403, () => 'You are not currently qualified to work on this task...'],
  'work/place-done': [
    409,
    () => 'You have done what there is to do for this place. Thank you! Go back to where you came from.',
  ],
  'work/place-over': [
    409,
    () =>
      'Your place in this study was given back or its time is over, so there is no work for you here. Take a place again where you came from.',
  ],
  'work/too-many-at-once': [
    409,
    () =>
      'You are currently working on too many tasks concurrently to accept another, please finish your current work.',
  ],
  'work/worker-paused': [
    429,
    (d: { because: string; minutes: number; seconds: number }) =>
      `You can get more work in ${counted(d.minutes, 'minute')}, because ${d.because}. Please open this page again then.`,
  ],
} as const satisfies RefusalTable;
