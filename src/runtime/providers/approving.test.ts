import { expect, it } from 'vitest';
import { runAfter } from '../../actors/specify.ts';
import { accepted, ada, assigned, begun, bob, runId, sky0, sky1, submitted } from '../../events/fixtures.ts';
import { arrivedInPlace, offered, placeTaken, submissionOf } from '../../events/provider-fixtures.ts';
import { SubmissionSubmitted } from '../../events/submission.ts';
import { approvingSentence, approvingSoon } from './approving.ts';

const day = 24 * 60 * 60_000;
const endsMs = Date.parse('2026-01-22T12:00:00.000Z');
const handedIn = (who: typeof ada, unit: typeof sky0, approvesAt: string) => [
  ...[placeTaken(who), arrivedInPlace(who, unit), assigned(who, unit), submitted(who, unit)],
  SubmissionSubmitted({ ...submissionOf(who), approvesAt }),
];
const run = (...more: Parameters<typeof runAfter>) =>
  runAfter(
    ...[...begun(), ...offered, ...handedIn(ada, sky0, '2026-01-22T13:00:00.000Z')],
    ...[...handedIn(bob, sky1, '2026-01-22T12:00:00.000Z'), ...more],
  );

it('counts what is approved within three days and was not decided on, and names the first time', () => {
  expect(approvingSoon(run(), endsMs - 4 * day)).toEqual({ count: 0, next: null });
  expect(approvingSoon(run(), endsMs - 3 * day)).toEqual({ count: 1, next: '2026-01-22T12:00:00.000Z' });
  expect(approvingSoon(run(), endsMs - 2 * day)).toEqual({ count: 2, next: '2026-01-22T12:00:00.000Z' });
  expect(approvingSoon(run(accepted(bob, sky1)), endsMs)).toEqual({ count: 1, next: '2026-01-22T13:00:00.000Z' });
  expect(approvingSoon(run(), endsMs, 'mturk').count).toBe(0);
});

it('says so in a sentence', () =>
  expect(approvingSentence(runId, approvingSoon(run(), endsMs), 'Prolific')).toBe(
    'Run colours-1: Prolific approves and pays 2 answers on which nobody has decided by itself, the first at 2026-01-22 12:00 UTC. Decide before that.',
  ));
