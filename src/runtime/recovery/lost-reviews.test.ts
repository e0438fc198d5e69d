import { describe, expect, it } from 'vitest';
import type { WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { contentKey } from './keys.ts';
import { lastReviews } from './lost-reviews.ts';

/** A row of the review of one answer; `second` tells when. */
const review = (decision: string, second: number, said: { note?: string; message?: string; agent?: string } = {}) => {
  const { note = null, message = null, agent = 'ada-1' } = said;
  const at = `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
  const values = ['colours-1.0.0', agent, 'w-ada', decision, note, message, 'anna', at];
  return { entry: { kind: 'review', run: 'colours-1', values } satisfies WorkEntry };
};

async function lastOf(...found: { entry: WorkEntry }[]) {
  const reviews = lastReviews();
  for (const one of found) await reviews.add(one);
  return reviews.all();
}

describe('the last reviews of answers', () => {
  const accepted = review('accepted', 2);
  const thanked = review('review_supplemented', 3, { message: 'Thanks.' });
  const noted = review('review_supplemented', 4, { note: 'Quick, too.' });
  const takenBack = review('supplement_undone', 5);

  it('have the decision and everything that was added to it, in order', async () => {
    expect(await lastOf(noted, takenBack, accepted, thanked)).toEqual([accepted, thanked, noted, takenBack]);
  });

  it('have nothing of what an undo or another decision replaced', async () => {
    const undone = review('review_undone', 6);
    const rejected = review('rejected', 7);
    expect(await lastOf(accepted, thanked, undone)).toEqual([undone]);
    expect(await lastOf(accepted, thanked, undone, rejected)).toEqual([rejected]);
  });

  it('have every question for a second opinion since, also without a decision', async () => {
    const first = review('second_opinion_asked', 1, { note: 'Azure?' });
    const second = review('second_opinion_asked', 2, { note: 'Or teal?' });
    expect(await lastOf(first, second)).toEqual([first, second]);
    expect(await lastOf(first, second, review('accepted', 3))).toEqual([review('accepted', 3)]);
  });

  it('have each once, however often it was found, and those of each answer apart', async () => {
    const ofBob = review('rejected', 1, { agent: 'bob-1' });
    expect(await lastOf(accepted, thanked, ofBob, { ...accepted }, { ...thanked })).toEqual([accepted, thanked, ofBob]);
  });
});

describe('the key of a review by its content', () => {
  it('tells messages apart', () => {
    const [one, other] = ['Thanks.', 'Thank you.'].map((message) => review('accepted', 1, { message }).entry);
    expect(contentKey(one as WorkEntry)).not.toBe(contentKey(other as WorkEntry));
  });

  it('is the same at another time for a decision, and is not there for what was added, which may be said again', () => {
    expect(contentKey(review('accepted', 1).entry)).toBe(contentKey(review('accepted', 9).entry));
    expect(contentKey(review('review_supplemented', 1, { note: 'Fine.' }).entry)).toBeUndefined();
  });
});
