import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  bob,
  counted,
  created,
  opened,
  person,
  runId,
  secondOpinionAsked,
  sky,
  sky0,
  sky1,
  submitted,
  took,
  unitAt,
} from '../../events/fixtures.ts';
import { waitingGroups } from '../review/queue-groups.ts';
import { projected, recorded } from '../specify.ts';
import { countUnits, type UnitQuery, unitPage } from './unit-list.ts';

const cara = person('cara');
const sky2 = unitAt(0, 2);
const history = [
  ...[opened(), created(sky, 5), ...took(ada, sky0), ...took(bob, sky1), ...took(cara, sky2)],
  ...[
    submitted(cara, sky2),
    counted(submitted(ada), { pastes: 1 }),
    counted(submitted(bob, sky1), { pastes: 0 }),
    secondOpinionAsked(ada),
    accepted(bob, sky1),
  ],
];
const { db } = projected(recorded(history));
const places = (query: Partial<UnitQuery>) =>
  unitPage(db, { limit: 10, ...query }).units.map(({ id }) => Number(id.split('.').at(-1)));
const total = (query: Partial<UnitQuery>) => countUnits(db, { limit: 10, ...query }).total;

describe('a page of units', () => {
  it.each<[Partial<UnitQuery>, number[]]>([
    [{ task: 'colours' }, [0, 1, 2, 3, 4]],
    [{ task: 'shapes' }, []],
    [{ run: runId, task: 'shapes' }, []],
    [{ sort: 'newest' }, [4, 3, 2, 1, 0]],
    [{ status: ['completed', 'accepted'] }, [0, 1, 2]],
    [{ status: ['open'], sort: 'newest' }, [4, 3]],
    [{ worker: bob.workerId }, [1]],
    [{ worker: bob.workerId, status: ['completed'] }, []],
    [{ assignment: sky, status: ['open'] }, [3, 4]],
    [{ assignment: `${runId}.00` }, []],
    [{ second_opinion: true }, [0]],
    [{ second_opinion: false, run: runId }, [1, 2, 3, 4]],
    [{ pasted: true }, [0]],
    [{ pasted: true, run: runId, status: ['accepted'] }, []],
    [{ pasted: true, worker: ada.workerId }, [0]],
    [{ pasted: false, sort: 'newest' }, [4, 3, 2, 1]],
    [{ pasted: false, sort: 'fastest' }, [2, 1]],
    [{ sort: 'fastest' }, [2, 1, 0]],
    [{ sort: 'slowest', status: ['completed'] }, [0, 2]],
  ])('that match %j are these in any page size, and are counted', (query, expected) => {
    expect(places(query)).toEqual(expected);
    expect(total(query)).toBe(expected.length);
    const read: number[] = [];
    let cursor: string | undefined;
    do {
      const page = unitPage(db, { limit: 1, ...query, cursor });
      read.push(...page.units.map(({ id }) => Number(id.split('.').at(-1))));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(read).toEqual(expected);
  });

  it('is counted exactly from the counts of the runs, however many there are', () => {
    const many = projected(recorded([opened(), created(sky, 10_000)])).db;
    expect(countUnits(many, { limit: 10 })).toEqual({ total: 10_000, counted_to: 10_001 });
    expect(countUnits(db, { limit: 10 }).counted_to).toBe(10_000);
  });

  it('is refused after an invalid cursor', () => {
    expect(() => unitPage(db, { limit: 1, cursor: 'x' })).toThrow(
      expect.objectContaining({ code: 'request/bad-shape' }),
    );
    expect(() => unitPage(db, { limit: 1, sort: 'fastest', cursor: '1' })).toThrow('cursor');
  });
});

describe('the groups to review', () => {
  const keys = (by: 'worker' | 'item', order: 'fewest' | 'oldest', more = {}) =>
    waitingGroups(db, { by, ...more }, { order }).map(({ key }) => key);

  it('are the workers or items with unreviewed units, in order', () => {
    expect(keys('worker', 'fewest')).toEqual([ada.workerId, cara.workerId]);
    expect(keys('worker', 'oldest')).toEqual([cara.workerId, ada.workerId]);
    expect(waitingGroups(db, { by: 'item' }, { order: 'fewest' })).toMatchObject([{ key: sky, waiting: 2 }]);
    expect(keys('worker', 'fewest', { second_opinion: true })).toEqual([ada.workerId]);
    expect(keys('item', 'fewest', { task: 'shapes' })).toEqual([]);
  });

  it('continue after the last of a page', () => {
    const after: [number, string] = [1, ada.workerId];
    expect(waitingGroups(db, { by: 'worker' }, { order: 'fewest', after, limit: 5 })).toMatchObject([
      { key: cara.workerId },
    ]);
  });
});

describe('the queries of the pages', () => {
  const plan = (query: string) =>
    db.$client
      .prepare<[], { detail: string }>(`explain query plan ${query}`)
      .all()
      .map(({ detail }) => detail)
      .join('\n');

  it('find the units to review in indexes alone', () => {
    const groups = (key: string, more = '') =>
      plan(
        `select ${key}, count(*), min(submitted_at) from units where "status" = 'completed' ${more} group by ${key}`,
      );
    expect(groups('assignment_id')).toContain('COVERING INDEX units_waiting_by_item');
    expect(groups('worker_id', `and "submitted_at" is not null`)).toContain('COVERING INDEX units_handed_in_by_worker');
    expect(plan('select run_id, count(*) from units where second_opinion is not null group by run_id')).toContain(
      'units_in_doubt',
    );
  });
});
