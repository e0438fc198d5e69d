import { expect, it } from 'vitest';
import { pastesOf } from './pastes.ts';
import type { SheetAnswer } from './sheet.ts';

it('the workers who paste most often come first, by the answers that count and whose page counted pastes', () => {
  const one = (worker: string, pastes: number | null, counts = true): SheetAnswer => ({
    ...{ unit: 'zoo-1.0.0', item: 'zoo-1.0', worker, counts, pastes },
    ...{ seconds: 30, submitted: 0, reviewed: null },
  });
  const answers = [one('ada', 0), one('ada', 3), one('bob', 1), one('bob', 9, false), one('cara', null), one('dan', 0)];
  expect(pastesOf({ answers })).toEqual([
    { worker: 'bob', answers: 1, with_pastes: 1 },
    { worker: 'ada', answers: 2, with_pastes: 1 },
    { worker: 'dan', answers: 1, with_pastes: 0 },
  ]);
});
