import { describe, expect, it } from 'vitest';
import { openRepeater } from './repeater.ts';

/** Work that ends when it is told to. */
function open() {
  const ended = new AbortController();
  const ends: (() => void)[] = [];
  const repeater = openRepeater(() => new Promise((resolve) => void ends.push(resolve)), ended.signal);
  return { ...repeater, ends, ended };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('work that is repeated', () => {
  it('is done once for all who ask while it waits, and once more for those who ask during it', async () => {
    const { again, isBusy, ends } = open();
    const all = [again(), again(), again()];
    expect([ends.length, isBusy()]).toEqual([1, true]);
    ends[0]!();
    await turn();
    expect(ends.length).toBe(2);
    ends[1]!();
    await Promise.all(all);
    expect([ends.length, isBusy()]).toEqual([2, false]);
  });

  it('is not begun again after its end', async () => {
    const { again, ends, ended } = open();
    const asked = [again(), again()];
    ended.abort();
    ends[0]!();
    await Promise.all(asked);
    await again();
    expect(ends.length).toBe(1);
  });
});
