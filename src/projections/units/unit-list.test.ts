import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnitSort } from '../../api/units.ts';
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
  undone,
  unitAt,
} from '../../events/fixtures.ts';
import { assignmentIdOf } from '../../events/ids.ts';
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
const byWorker = [ada, bob, cara]
  .map(({ workerId }, at) => ({ workerId, at }))
  .sort((one, other) => (one.workerId < other.workerId ? -1 : 1))
  .map(({ at }) => at);
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
    [{ pasted: false, sort: 'fastest' }, [2, 1, 3, 4]],
    [{ sort: 'fastest' }, [2, 1, 0, 3, 4]],
    [{ sort: 'slowest' }, [0, 1, 2, 4, 3]],
    [{ sort: 'status' }, [3, 4, 0, 2, 1]],
    [{ sort: '-status' }, [1, 2, 0, 4, 3]],
    [{ sort: 'worker' }, [...byWorker, 3, 4]],
    [{ sort: '-worker', status: ['open', 'completed'] }, [...byWorker.toReversed().filter((at) => at !== 1), 4, 3]],
    [{ sort: 'item' }, [0, 1, 2, 3, 4]],
    [{ sort: '-item', run: runId }, [4, 3, 2, 1, 0]],
    [{ sort: 'reviewed' }, [1, 0, 2, 3, 4]],
    [{ sort: '-reviewed', worker: bob.workerId }, [1]],
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

  it('comes in any order without gaps or repetitions, whatever the size of its pages', () => {
    const people = [0, 1, 2].map((nth) => person(`person-${nth}`));
    const facts = [0, 1, 2, 3].flatMap((item) =>
      people.slice(0, item).flatMap((_, place) => {
        const [who, unit] = [people[(item + place) % 3] as typeof ada, unitAt(item, place)];
        const given = [...took(who, unit), ...(place < 2 ? [submitted(who, unit)] : [])];
        return place === 0 ? [...given, accepted(who, unit)] : given;
      }),
    );
    const items = [0, 1, 2, 3].map((nth) => created(assignmentIdOf(runId, nth), 3));
    const rows = projected(recorded([opened(), ...items, ...facts])).db;
    const statuses = fc.option(fc.subarray(['open', 'assigned', 'completed', 'accepted'] as const, { minLength: 1 }));
    const made = fc.record({ sort: fc.constantFrom(...UnitSort.options), limit: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(made, statuses, (query, status) => {
        const filter = { ...query, status: status ?? undefined };
        const whole = unitPage(rows, { ...filter, limit: 100 }).units.map(({ id }) => id);
        expect(new Set(whole).size).toBe(countUnits(rows, filter).total);
        const read: string[] = [];
        let cursor: string | undefined;
        do {
          const page = unitPage(rows, { ...filter, cursor });
          read.push(...page.units.map(({ id }) => id));
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(read).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused where too many units would have to be sorted, with what to do', () => {
    const sorted = (query: Partial<UnitQuery>) => unitPage(db, { limit: 1, sort: 'worker', ...query }, 4).units.length;
    expect(() => sorted({})).toThrow('5 units are too many to sort by worker: at most 4 can be. Choose a run,');
    expect([sorted({ status: ['open'] }), sorted({ worker: ada.workerId }), sorted({ sort: 'status' })]).toEqual([
      1, 1, 1,
    ]);
  });

  it('is refused after an invalid cursor', () => {
    expect(() => unitPage(db, { limit: 1, cursor: 'x' })).toThrow(
      expect.objectContaining({ code: 'request/bad-shape' }),
    );
    for (const cursor of ['1', 'x~1', '1~x', '1~2~3'])
      expect(() => unitPage(db, { limit: 1, sort: 'fastest', cursor })).toThrow('cursor');
    expect(() => unitPage(db, { limit: 1, sort: 'reviewed', cursor: 'now~1' })).toThrow('cursor');
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

it('names all who asked for a second opinion since the last decision or undo', () => {
  const by = (name: string) => ({ ...secondOpinionAsked(ada), by: `reviewer:${name}` });
  const start = [opened(), created(sky, 1), ...took(ada, sky0), submitted(ada)];
  const askers = (...facts: Parameters<typeof recorded>[0]) =>
    unitPage(projected(recorded([...start, ...facts])).db, { limit: 1 }).units[0]?.second_opinions;
  expect(askers()).toEqual([]);
  expect(askers(by('anna'), by('ben'), by('anna'))?.toSorted()).toEqual(['reviewer:anna', 'reviewer:ben']);
  expect(askers(by('anna'), undone(ada), by('ben'))).toEqual(['reviewer:ben']);
  expect(askers(by('anna'), accepted(ada))).toEqual([]);
});
