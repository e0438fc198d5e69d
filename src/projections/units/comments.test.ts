import { describe, expect, it } from 'vitest';
import { ada, begun, commentEdited, commented, commentRemoved, sky0, submitted, took } from '../../events/fixtures.ts';
import { withoutPersonal } from '../../events/line.ts';
import { queuePage } from '../review/queue.ts';
import { minute, projected, recorded } from '../specify.ts';
import { threadOf } from './comments.ts';
import { countUnits, unitPage } from './unit-list.ts';

const answered = [...begun(), ...took(ada), submitted(ada)];
const rowsOf = (...facts: Parameters<typeof recorded>[0][number][]) => projected(recorded([...answered, ...facts])).db;

describe('the comments on an answer', () => {
  const thread = [commented('c1'), commented('c2', 'Yes.', sky0, 'c1'), commentEdited('c2', 'Yes, by day.')];

  it('are a thread with the last texts', () => {
    const at = (nth: number) => minute(answered.length + nth);
    expect(threadOf(rowsOf(...thread), sky0.unitId)).toMatchObject([
      { id: 'c1', by: 'spec', at: at(0), text: 'Is this right?', reply_to: null, edited_at: null },
      { id: 'c2', by: 'spec', at: at(1), text: 'Yes, by day.', reply_to: 'c1', edited_at: at(2) },
    ]);
  });

  it('lose their text when they are removed, and stay only for their replies', () => {
    const withReply = rowsOf(...thread, commentRemoved('c1'));
    expect(threadOf(withReply, sky0.unitId).map(({ id, text, removed_by }) => [id, text, removed_by])).toEqual([
      ['c1', null, 'spec'],
      ['c2', 'Yes, by day.', null],
    ]);
    expect(threadOf(rowsOf(...thread, commentRemoved('c1'), commentRemoved('c2')), sky0.unitId)).toEqual([]);
  });

  it('are counted in lists, and found', () => {
    const db = rowsOf(...thread);
    const found = (commented: boolean) => unitPage(db, { limit: 10, commented }).units;
    expect(found(true).map(({ id, comments }) => [id, comments])).toEqual([[sky0.unitId, 2]]);
    expect(found(false).map(({ comments }) => comments)).toEqual([0, 0, 0]);
    expect(countUnits(db, { limit: 10, commented: true }).total).toBe(1);
    const queued = queuePage(db, { by: 'item', order: 'oldest', limit: 10 }, () => new Map()).groups;
    expect(queued.map(({ comments }) => comments)).toEqual([2]);
    const removed = rowsOf(...thread, commentRemoved('c1'), commentRemoved('c2'));
    expect(unitPage(removed, { limit: 10, commented: true }).units).toEqual([]);
  });

  it('are without their texts where nobody may be named', () => {
    const lines = recorded(thread).flatMap(({ json }) => json);
    expect(lines.map(withoutPersonal).join()).not.toMatch(/right|Yes/);
  });
});
