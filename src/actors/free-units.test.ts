import { describe, expect, it } from 'vitest';
import {
  ada,
  assigned,
  begun,
  bob,
  connected,
  extended,
  person,
  returned,
  sky0,
  submitted,
  took,
  unitAt,
} from '../events/fixtures.ts';
import {
  add,
  close,
  type FreeUnits,
  giveBack,
  grow,
  isFresh,
  noFreeUnits,
  pick,
  returned as returnedTo,
  take,
  type WorkerInRun,
} from './free-units.ts';
import { connect, given } from './specify.ts';

/** Assignments of these sizes, all units fresh. */
function freeUnitsOf(...sizes: number[]): FreeUnits {
  const freeUnits = noFreeUnits();
  for (const units of sizes) add(freeUnits, units);
  return freeUnits;
}

const newWorker = (): WorkerInRun => ({ had: new Set(), held: [], submitted: 0, cursor: 0 });

/** The worker takes the next unit for them. */
function takeNext(freeUnits: FreeUnits, worker = newWorker()) {
  const freeUnit = pick(freeUnits, worker);
  if (!freeUnit) return undefined;
  take(freeUnits, freeUnit, worker);
  worker.had.add(freeUnit.index);
  return [freeUnit.index, freeUnit.place];
}

/** What is given out, one after another, to workers who have had nothing. */
function allLeft(freeUnits: FreeUnits) {
  const given: number[][] = [];
  for (let next = takeNext(freeUnits); next; next = takeNext(freeUnits)) given.push(next);
  return given;
}

describe('fresh units', () => {
  it('go out assignment by assignment, and place by place', () =>
    expect(allLeft(freeUnitsOf(2, 1, 2))).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 0],
      [2, 1],
    ]));

  it('go to one worker from one assignment after another', () => {
    const freeUnits = freeUnitsOf(2, 2);
    const worker = newWorker();
    expect([takeNext(freeUnits, worker), takeNext(freeUnits, worker), takeNext(freeUnits, worker)]).toEqual([
      [0, 0],
      [1, 0],
      undefined,
    ]);
  });

  it('are found without looking at what has gone out, by the run and by each worker', () => {
    const freeUnits = freeUnitsOf(1, 1, 2);
    const worker = newWorker();
    takeNext(freeUnits);
    takeNext(freeUnits);
    expect(freeUnits.firstFresh).toBe(2);
    takeNext(freeUnits, worker);
    expect([freeUnits.firstFresh, worker.cursor]).toEqual([2, 3]);
    takeNext(freeUnits);
    expect(freeUnits.firstFresh).toBe(3);
  });

  it('leaves what a worker passed over for later, where they are given a unit out of order', () => {
    const [freeUnits, worker] = [freeUnitsOf(2, 2, 2, 2), newWorker()];
    take(freeUnits, { index: 2, place: 0 }, worker);
    worker.had.add(2);
    expect([takeNext(freeUnits, worker), takeNext(freeUnits, worker), takeNext(freeUnits, worker)]).toEqual([
      [0, 0],
      [1, 0],
      [3, 0],
    ]);
    expect(takeNext(freeUnits, worker)).toBeUndefined();
  });

  it('are those that have never gone out', () => {
    const freeUnits = freeUnitsOf(2);
    takeNext(freeUnits);
    expect([0, 1].map((place) => isFresh(freeUnits, { index: 0, place }))).toEqual([false, true]);
    giveBack(freeUnits, { index: 0, place: 0 });
    expect(isFresh(freeUnits, { index: 0, place: 0 })).toBe(false);
  });

  it('are looked for behind assignments that have none left, also where one before them has', () => {
    const freeUnits = freeUnitsOf(2, 1, 1);
    const worker = newWorker();
    take(freeUnits, { index: 1, place: 0 });
    expect([takeNext(freeUnits, worker), takeNext(freeUnits, worker)]).toEqual([
      [0, 0],
      [2, 0],
    ]);
  });

  it('stay open when one behind them is withdrawn', () => {
    const freeUnits = freeUnitsOf(4);
    take(freeUnits, { index: 0, place: 2 });
    expect(allLeft(freeUnits)).toEqual([
      [0, 0],
      [0, 1],
      [0, 3],
    ]);
  });
});

describe('units that came back', () => {
  it('go out before fresh ones, by assignment and place, in any order of their return', () => {
    const freeUnits = freeUnitsOf(3, 3, 3, 1);
    for (let taken = 0; taken < 9; taken++) takeNext(freeUnits);
    const back = [
      [1, 2],
      [1, 0],
      [0, 1],
      [2, 2],
      [0, 0],
      [1, 1],
    ] as const;
    for (const [index, place] of back) giveBack(freeUnits, { index, place });
    expect(allLeft(freeUnits)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 2],
      [3, 0],
    ]);
  });

  it('are passed over by those who have had their assignment', () => {
    const freeUnits = freeUnitsOf(1, 1, 1);
    const worker = newWorker();
    takeNext(freeUnits, worker);
    takeNext(freeUnits);
    giveBack(freeUnits, { index: 0, place: 0 });
    giveBack(freeUnits, { index: 1, place: 0 });
    expect(takeNext(freeUnits, worker)).toEqual([1, 0]);
    expect(takeNext(freeUnits, worker)).toEqual([2, 0]);
    expect(takeNext(freeUnits, worker)).toBeUndefined();
  });

  it('are gone once they are taken again, also when others of the assignment are open', () => {
    const freeUnits = freeUnitsOf(3, 1);
    for (let taken = 0; taken < 4; taken++) takeNext(freeUnits);
    for (const place of [0, 1, 2]) giveBack(freeUnits, { index: 0, place });
    take(freeUnits, { index: 0, place: 1 });
    expect([...returnedTo(freeUnits)]).toEqual([
      { index: 0, place: 0 },
      { index: 0, place: 2 },
    ]);
    expect(allLeft(freeUnits)).toEqual([
      [0, 0],
      [0, 2],
    ]);
    expect([...returnedTo(freeUnits)]).toEqual([]);
  });

  it('leave a worker’s place among the fresh ones as it was', () => {
    const freeUnits = freeUnitsOf(1, 1, 1);
    takeNext(freeUnits);
    const [, worker] = [takeNext(freeUnits), newWorker()];
    giveBack(freeUnits, { index: 1, place: 0 });
    expect([takeNext(freeUnits, worker), worker.cursor]).toEqual([[1, 0], 0]);
  });
});

describe('growing', () => {
  it('says which assignments have grown, and by how many', () => {
    const freeUnits = freeUnitsOf(1, 3, 2);
    expect(grow(freeUnits, 3, [])).toEqual([
      { index: 0, by: 2 },
      { index: 2, by: 1 },
    ]);
    expect([freeUnits.sizes, allLeft(freeUnits).length]).toEqual([[3, 3, 3], 9]);
  });

  it('has everybody look from the beginning, so that nobody misses what is fresh again', () => {
    const freeUnits = freeUnitsOf(1, 2, 1);
    takeNext(freeUnits);
    const worker = newWorker();
    expect([takeNext(freeUnits, worker), takeNext(freeUnits, worker)]).toEqual([
      [1, 0],
      [2, 0],
    ]);
    grow(freeUnits, 2, [worker]);
    expect(takeNext(freeUnits, worker)).toEqual([0, 1]);
  });
});

describe('closed free units', () => {
  it('offer nothing, neither fresh nor come back, until something comes back', () => {
    const freeUnits = freeUnitsOf(2, 2);
    takeNext(freeUnits);
    giveBack(freeUnits, { index: 0, place: 0 });
    close(freeUnits);
    expect([pick(freeUnits), [...returnedTo(freeUnits)], freeUnits.firstFresh]).toEqual([undefined, [], 2]);
    expect(isFresh(freeUnits, { index: 1, place: 1 })).toBe(false);
    giveBack(freeUnits, { index: 1, place: 1 });
    expect(allLeft(freeUnits)).toEqual([[1, 1]]);
  });
});

describe('giving out what came back and what was added', () => {
  const cara = person('cara');
  const [sky1, sea0, sea1] = [unitAt(0, 1), unitAt(1, 0), unitAt(1, 1)];

  it('follows the order of the items, not the order in which they came back', () => {
    const history = [...begun(), ...took(ada, sky0), ...took(bob, sky1), ...took(cara, sea0)];
    const dave = person('dave');
    given(...history, returned(cara, sea0), returned(bob, sky1), returned(ada, sky0))
      .when(connect(dave))
      .then(connected(dave, sky0), assigned(dave, sky0));
  });

  it('offers an item that was extended to those who had passed it while others held all its units', () => {
    const [again, sky2] = [person('cara', 2), unitAt(0, 2)];
    const passed = [...begun(), ...took(ada, sky0), ...took(bob, sky1), ...took(cara, sea0)];
    given(...passed, submitted(cara, sea0))
      .when(connect(again))
      .thenRefused('work/none');
    given(...passed, extended(3))
      .when(connect(again))
      .then(connected(again, sky2), assigned(again, sky2));
    const third = person('cara', 3);
    given(...passed, submitted(cara, sea0), extended(3), ...took(again, sky2), submitted(again, sky2))
      .when(connect(third))
      .thenRefused('work/had-all');
    given(...passed, extended(3))
      .when(connect(person('ada', 2)))
      .then(connected(person('ada', 2), sea1), assigned(person('ada', 2), sea1));
  });
});
