import { describe, expect, it } from 'vitest';
import { openTurns } from './turns.ts';

describe('turns', () => {
  it('of one name come one after the other, also after a failure, and others meanwhile', async () => {
    const inTurn = openTurns();
    const done: string[] = [];
    let go = () => {};
    const first = inTurn('a', async () => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      done.push('first of a');
      throw new Error('failed');
    });
    const second = inTurn('a', async () => done.push('second of a'));
    await inTurn('b', async () => done.push('first of b'));
    go();
    await expect(first).rejects.toThrow('failed');
    expect(await second).toBe(3);
    expect(done).toEqual(['first of b', 'first of a', 'second of a']);
  });
});
