import { expect, it } from 'vitest';
import { throttled } from './throttled.ts';

it('what comes again and again is passed on a few times a minute, and then counted', () => {
  let now = 0;
  const heard: unknown[] = [];
  const notify = throttled<number>(
    { maxPerMinute: 3, now: () => now, onDropped: (count) => heard.push(`${count} more`) },
    (value) => heard.push(value),
  );
  for (let n = 1; n <= 10; n++) notify(n);
  expect(heard).toEqual([1, 2, 3]);
  now = 60_000;
  for (let n = 11; n <= 13; n++) notify(n);
  now = 120_000;
  notify(14);
  expect(heard).toEqual([1, 2, 3, '7 more', 11, 12, 13, 14]);
});
