import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunId } from '../../../events/ids.ts';
import { findUnits } from '../../../projections/search/find.ts';
import { checkpoints } from '../../../projections/store/projection.ts';
import { units } from '../../../projections/units/units.ts';
import { answered, openedRun, openRows, unitOf } from './for-tests.ts';
import { type IndexedRows, openWithIndex } from './indexed-rows.ts';

const run = 'films-one11' as RunId;

describe('an index beside the rows', () => {
  let folder: string;
  let index: string;
  let rows: ReturnType<typeof openRows>;
  let opened: IndexedRows | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-search-'));
    index = join(folder, 'search.db');
    rows = openRows(folder);
    rows.record(run, ...openedRun(run, [{ title: 'The Third Man' }, { title: 'Third Avenue' }, { title: 'Laura' }]));
    rows.record(run, ...answered(run, 0, 'a zither'));
  });
  afterEach(() => {
    close();
    rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function open(): IndexedRows {
    opened ??= openWithIndex(rows.readModel.db.$client.name);
    return opened;
  }
  function close() {
    opened?.close();
    opened = undefined;
  }
  function caughtUp(): IndexedRows {
    while (open().indexing.step());
    return open();
  }
  const find = (words: string) => findUnits(open().rows, { limit: 10 }, words).units.map(({ id }) => id);
  const unit = (item: number) => unitOf(run, item).unitId;

  it('continues after a restart where it was', () => {
    expect(caughtUp().indexing.behind()).toBe(0);
    close();
    rows.record(run, ...answered(run, 2, 'belated'));
    expect(open().indexing.behind()).toBe(1);
    expect([find('third'), find('belated')]).toEqual([[unit(0), unit(1)], []]);
    caughtUp();
    expect([find('third'), find('belated')]).toEqual([[unit(0), unit(1)], [unit(2)]]);
  });

  it('does not look twice at an answer that came before its unit was indexed', () => {
    expect(open().indexing.behind()).toBe(3);
    rows.record(run, ...answered(run, 1, 'quick'));
    caughtUp();
    expect(find('quick')).toEqual([unit(1)]);
  });

  const remove = () => rmSync(index);
  const spoil = () => writeFileSync(index, Buffer.alloc(statSync(index).size, 7));
  const empty = () => writeFileSync(index, '');
  const exchange = () => {
    remove();
    new Sqlite(index).exec('create table something (one)').close();
  };
  const confuse = () => new Sqlite(index).exec("update marks set json = 'nonsense'").close();
  it.each([remove, spoil, empty, exchange, confuse])('is rebuilt after someone was to $name it', (harm) => {
    caughtUp();
    close();
    harm();
    expect(open().indexing.behind()).toBe(3);
    caughtUp();
    expect(find('zither third')).toEqual([unit(0)]);
  });

  it('is rebuilt for another file of rows', () => {
    caughtUp();
    close();
    rows.replace('2.db');
    expect(open().indexing.behind()).toBe(3);
  });

  it('is rebuilt where other rows have replaced those it knew', () => {
    caughtUp();
    close();
    const swapped = sql`case when ${units.row} < 3 then ${units.row} else ${units.row} + 1 end`;
    rows.change((db) => db.update(units).set({ row: swapped }).run());
    expect(open().indexing.behind()).toBe(4);
    caughtUp();
    expect(find('laura')).toEqual([unit(2)]);
  });

  it('takes in nothing while some rows have stopped and others go on', () => {
    caughtUp();
    rows.record(run, ...answered(run, 1, 'hidden'));
    const move = (by: number) =>
      rows.change((db) => {
        const sequence = sql`${checkpoints.sequence} + ${by}`;
        db.update(checkpoints).set({ sequence }).where(eq(checkpoints.projection, 'units')).run();
      });
    move(-1);
    expect(open().indexing.step()).toBe(false);
    expect(open().indexing.behind()).toBe(1);
    move(1);
    caughtUp();
    expect(find('hidden')).toEqual([unit(1)]);
  });
});
