import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import {
  accepted,
  ada,
  assigned,
  bob,
  opened,
  rejected,
  sky1,
  skyCreated,
  submitted,
  undone,
} from '../../events/fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { type ReviewScope, reviewCounts } from './review-counts.ts';

describe('the counts of reviews', () => {
  const history = [opened(), skyCreated, assigned(ada), submitted(ada), assigned(bob, sky1), submitted(bob, sky1)];
  const counts = (more: AnyNewFact[], scope: ReviewScope = {}) =>
    reviewCounts(projected(recorded([...history, ...more])).db, scope);
  const none = { submitted: 0, accepted: 0, soft_rejected: 0, rejected: 0 };

  it('are of submissions and of current decisions', () => {
    expect(counts([])).toEqual({ ...none, submitted: 2 });
    expect(counts([accepted(ada), rejected(bob, sky1)])).toEqual({ ...none, submitted: 2, accepted: 1, rejected: 1 });
    expect(counts([accepted(ada), undone(ada)])).toEqual({ ...none, submitted: 2 });
  });

  it('are of a task, of a worker, or of all', () => {
    const decided = [accepted(ada), rejected(bob, sky1)];
    expect(counts(decided, { task: 'colours', worker: ada.workerId })).toEqual({ ...none, submitted: 1, accepted: 1 });
    expect(counts(decided, { task: 'other' })).toEqual(none);
    expect(counts(decided, { worker: 'nobody' })).toEqual(none);
  });

  it('begin at a time, for submissions and for decisions', () => {
    const decided = [accepted(ada), rejected(bob, sky1)];
    expect(counts(decided, { since: minute(5) })).toEqual({ ...none, submitted: 1, accepted: 1, rejected: 1 });
    expect(counts(decided, { since: minute(7) })).toEqual({ ...none, rejected: 1 });
  });
});
