import { describe, expect, it } from 'vitest';
import { reviewsIn } from './worker-reviews.ts';

type Entry = Parameters<typeof reviewsIn>[0][number];

const entry = (what: Entry['what'], more: Partial<Entry> = {}): Entry => ({
  ...{ at: '2026-01-01T00:00:00.000Z', by: 'reviewer:anna', what, unit: 'colours-x7k2p.0.0' },
  ...{ qualification: null, qualification_name: null, value: null, cents: null, currency: null, note: null },
  ...more,
});
const reviewed = (...history: Entry[]) =>
  reviewsIn(history, new Map([['french-x7k2p', 'French']])).map(({ status, bonus }) => [status, bonus]);

describe('the reviews of a unit', () => {
  it('are called as Mephisto calls them, and by our words where it has none', () => {
    expect(
      reviewed(entry('accepted'), entry('review_undone'), entry('soft_rejected'), entry('qualification_revoked')),
    ).toEqual([
      ['approved', null],
      ['review_undone', null],
      ['soft_rejected', null],
      ['revoke', null],
    ]);
    expect(reviewsIn([entry('blocked', { note: 'Copies.' })], new Map())).toMatchObject([
      { blocked_worker: true, review_note: 'Copies.' },
    ]);
    const grant = entry('qualification_granted', { qualification: 'french-x7k2p', value: 0 });
    expect(reviewsIn([grant], new Map([['french-x7k2p', 'French']]))).toMatchObject([
      { status: 'grant', qualification_id: 'french-x7k2p', qualification_name: 'French', value: 0 },
    ]);
  });

  it('have the bonus with the acceptance it came with, and any other by itself', () => {
    const bonus = entry('bonus_granted', { cents: 40 });
    expect(reviewed(entry('accepted'), bonus)).toEqual([['approved', 40]]);
    expect(reviewed(entry('accepted'), { ...bonus, by: 'reviewer:ben' })).toEqual([
      ['approved', null],
      ['bonus_granted', 40],
    ]);
    expect(reviewed(entry('accepted'), bonus, bonus, entry('bonus_paid', { cents: 40 }))).toEqual([
      ['approved', 40],
      ['bonus_granted', 40],
      ['bonus_paid', 40],
    ]);
  });
});
