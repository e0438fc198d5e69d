import { describe, expect, it } from 'vitest';
import { reviewsIn } from './worker-reviews.ts';

type Deed = Parameters<typeof reviewsIn>[0][number];

const deed = (what: Deed['what'], more: Partial<Deed> = {}): Deed => ({
  ...{ at: '2026-01-01T00:00:00.000Z', by: 'reviewer:anna', what, unit: 'colours-x7k2p.0.0' },
  ...{ qualification: null, value: null, cents: null, note: null },
  ...more,
});
const told = (...history: Deed[]) =>
  reviewsIn(history, new Map([['french-x7k2p', 'French']])).map(({ status, bonus }) => [status, bonus]);

describe('the reviews of a unit', () => {
  it('are called as Mephisto calls them, and by our words where it has none', () => {
    expect(told(deed('accepted'), deed('review_undone'), deed('soft_rejected'), deed('qualification_revoked'))).toEqual(
      [
        ['approved', null],
        ['review_undone', null],
        ['soft_rejected', null],
        ['revoke', null],
      ],
    );
    expect(reviewsIn([deed('banned', { note: 'Copies.' })], new Map())).toMatchObject([
      { blocked_worker: true, review_note: 'Copies.' },
    ]);
    const grant = deed('qualification_granted', { qualification: 'french-x7k2p', value: 0 });
    expect(reviewsIn([grant], new Map([['french-x7k2p', 'French']]))).toMatchObject([
      { status: 'grant', qualification_id: 'french-x7k2p', qualification_name: 'French', value: 0 },
    ]);
  });

  it('have the bonus with the acceptance it came with, and any other by itself', () => {
    const bonus = deed('bonus_granted', { cents: 40 });
    expect(told(deed('accepted'), bonus)).toEqual([['approved', 40]]);
    expect(told(deed('accepted'), { ...bonus, by: 'reviewer:ben' })).toEqual([
      ['approved', null],
      ['bonus_granted', 40],
    ]);
    expect(told(deed('accepted'), bonus, bonus, deed('bonus_paid', { cents: 40 }))).toEqual([
      ['approved', 40],
      ['bonus_granted', 40],
      ['bonus_paid', 40],
    ]);
  });
});
