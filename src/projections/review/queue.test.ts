import { expect, it } from 'vitest';
import {
  ada,
  assigned,
  bob,
  opened,
  rejected,
  secondOpinionAsked,
  sky0,
  sky1,
  skyCreated,
  submitted,
} from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { queuePage } from './queue.ts';

it('the queue counts the units of each worker or item that wait for a second opinion', () => {
  const work = [opened(), skyCreated, assigned(ada), submitted(ada), assigned(bob, sky1), submitted(bob, sky1)];
  const asked = [secondOpinionAsked(ada), secondOpinionAsked(bob, sky1)];
  const counts = (by: 'worker' | 'item', ...more: Parameters<typeof recorded>[0]) => {
    const { db } = projected(recorded([...work, ...more]));
    const { groups } = queuePage(db, { by, order: 'fewest', limit: 10 }, () => new Map());
    return Object.fromEntries(groups.map(({ key, second_opinions }) => [key, second_opinions]));
  };
  expect(counts('worker', ...asked.slice(1))).toEqual({ [ada.workerId]: 0, [bob.workerId]: 1 });
  expect(counts('item', ...asked)).toEqual({ [sky0.assignmentId]: 2 });
  expect(counts('worker', ...asked, rejected(bob, sky1))).toEqual({ [ada.workerId]: 1 });
});
