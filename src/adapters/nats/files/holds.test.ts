import { describe, expect, it } from 'vitest';
import { openHolds } from './holds.ts';

describe('a file that is held', () => {
  it('is let go of when the last hold on it ends', () => {
    const holds = openHolds();
    const [ada, bob] = [holds.begin(), holds.begin()];
    ada.add('a');
    ada.add('a');
    bob.add('a');
    ada.end();
    expect(holds.has('a')).toBe(true);
    bob.end();
    bob.end();
    expect(holds.has('a')).toBe(false);
    ada.add('a');
    expect(holds.has('a')).toBe(true);
  });
  it('is seen by who watches, also when it was let go of again', () => {
    const holds = openHolds();
    const before = holds.begin();
    before.add('old');
    const watch = holds.watch();
    const hold = holds.begin();
    hold.add('a');
    hold.end();
    expect(['a', 'old'].map(watch.saw)).toEqual([true, false]);
    watch.end();
  });
});
