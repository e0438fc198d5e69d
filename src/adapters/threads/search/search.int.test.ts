import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listUnits } from '../../../api/units.ts';
import type { RunId } from '../../../events/ids.ts';
import { UnitAccepted, UnitRejected, UnitReviewUndone } from '../../../events/unit.ts';
import { wordsOf } from '../../../projections/search/words.ts';
import { type Database, isDamage } from '../../../projections/store/database.ts';
import { type UnitQuery, unitPage } from '../../../projections/units/unit-list.ts';
import { answered, openedRun, openRows, unitOf } from './for-tests.ts';
import { maxIndexedInSearch } from './protocol.ts';
import { openSearch, type Search } from './search.ts';

const run = 'films-one11' as RunId;
const other = 'films-two22' as RunId;
const titles = ['The Third Man', 'La Règle du jeu', 'Третий человек', '第三の男', 'Third Avenue (NEAR "Noir")'];

describe('the search', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-search-'));
  const index = join(folder, 'search.db');
  const rows = openRows(folder);
  let search: Search;
  beforeAll(() => {
    search = openSearch(rows);
    rows.record(
      run,
      ...openedRun(
        run,
        titles.map((title, n) => ({ title, year: 1949 + n, cast: { lead: ['Cotten'] } })),
      ),
    );
  });
  afterAll(async () => {
    await search.close();
    rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const queryOf = (over: Partial<UnitQuery> = {}): UnitQuery => ({ limit: 100, sort: 'oldest', ...over });
  async function found(words: string, over: Partial<UnitQuery> = {}): Promise<number[]> {
    const answer = await search.find({ query: queryOf(over), search: words });
    expect(listUnits.reply.safeParse({ ...answer, sequence: 0 }).error).toBeUndefined();
    expect(answer.searched).toBeUndefined();
    return answer.units.map(({ assignment }) => Number(assignment.split('.')[1]));
  }

  it('rejects with the damage of rows', async () => {
    const spoilt = join(folder, 'spoilt.db');
    writeFileSync(spoilt, 'no database, '.repeat(999));
    const db = { $client: { name: spoilt }, get: () => undefined } as unknown as Database;
    const ofDamaged = openSearch({ readModel: { ...rows.readModel, db } });
    const failure = await ofDamaged.find({ query: queryOf(), search: 'third' }).catch((error) => error);
    await ofDamaged.close();
    expect(isDamage(failure)).toBe(true);
  });

  it('finds units by beginnings of words, in any case and with any accents', async () => {
    expect(await found('THIRD')).toEqual([0, 4]);
    expect(await found('man thi')).toEqual([0]);
    expect(await found('regle')).toEqual([1]);
    expect(await found('человек третий')).toEqual([2]);
    expect(await found('三の')).toEqual([3]);
    expect(await found('1949')).toEqual([0]);
    expect(await found('cotten')).toEqual([0, 1, 2, 3, 4]);
    expect(await found('title')).toEqual([]);
    expect(await found('NEAR("noir" third) - *')).toEqual([4]);
    expect(await found('"')).toEqual([]);
  });

  it('finds an answer and a note as soon as the rows have them, and not after an undo', async () => {
    expect(await found('zither')).toEqual([]);
    rows.record(run, ...answered(run, 0, { heard: ['a Zither'], sure: true }));
    expect(await found('zither third')).toEqual([0]);
    rows.record(run, UnitRejected({ ...unitOf(run, 0), note: 'Hasty, see the übersicht.' }));
    expect(await found('ubersicht zither')).toEqual([0]);
    rows.record(run, UnitReviewUndone(unitOf(run, 0)));
    expect(await found('ubersicht')).toEqual([]);
    expect(await found('zither')).toEqual([0]);
  });

  it('finds everything that is there, in pages of any order and with any filter', async () => {
    rows.record(
      other,
      ...openedRun(
        other,
        Array.from({ length: 30 }, (_, n) => ({ text: `word${n % 7} all ${n}` })),
      ),
    );
    for (let n = 0; n < 20; n++) {
      rows.record(other, ...answered(other, n, { reply: n % 3 ? 'yes' : 'no', n }, n % 4 ? 'ada' : 'bob'));
      if (n % 5 === 0)
        rows.record(other, UnitAccepted({ ...unitOf(other, n, n % 4 ? 'ada' : 'bob'), note: `fine ${n}` }));
    }
    const texts = new Map(
      [...Array(30)].map((_, n) => {
        const added = n < 20 ? `${n % 3 ? 'yes' : 'no'} ${n % 5 ? '' : 'fine'}` : '';
        return [unitOf(other, n).unitId as string, wordsOf(`word${n % 7} all ${n} ${added}`)];
      }),
    );
    const query = fc.record({
      run: fc.constantFrom(other, undefined),
      status: fc.constantFrom(undefined, ['completed'], ['open', 'accepted']),
      worker: fc.constantFrom(undefined, undefined, 'bob'),
      sort: fc.constantFrom('oldest', 'newest', 'fastest', 'slowest'),
      limit: fc.integer({ min: 1, max: 9 }),
    }) as fc.Arbitrary<UnitQuery>;
    const words = fc.constantFrom('all', 'w', 'yes', 'fine', 'no w', 'word3', '2', 'nowhere');
    await fc.assert(
      fc.asyncProperty(query, words, async (query, words) => {
        const wanted = wordsOf(words);
        const expected = unitPage(rows.readModel.db, { ...query, limit: 1000 })
          .units.map(({ id }) => id)
          .filter((id) => wanted.every((word) => texts.get(id)?.some((one) => one.startsWith(word))));
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await search.find({ query: { ...query, cursor }, search: words });
          expect(page).toMatchObject({ total: expected.length, counted_to: 10_000 });
          seen.push(...page.units.map(({ id }) => id));
          cursor = page.cursor;
        } while (cursor);
        expect(seen).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a cursor that no page gave', async () => {
    await expect(search.find({ query: queryOf({ cursor: 'x' }), search: 'third' })).rejects.toMatchObject({
      code: 'request/bad-shape',
    });
  });

  it('notices that its index is damaged, and makes a new one', async () => {
    const file = new Sqlite(index).unsafeMode();
    file.exec("update words_data set block = x'00ff00ff00ff' where id > 10");
    file.close();
    expect(await found('zither third')).toEqual([0]);
    expect(await found('third')).toEqual([0, 4]);
  });

  it('reads other rows after a rebuild', async () => {
    rows.replace('2.db');
    rows.record(run, ...answered(run, 1, 'rebuilt'));
    expect(await found('third')).toEqual([0, 4]);
    expect(await found('rebuilt')).toEqual([1]);
  });

  it('refuses once it is closed', async () => {
    await search.close();
    await expect(search.find({ query: queryOf(), search: 'third' })).rejects.toMatchObject({
      code: 'search/not-ready',
    });
  });
});

describe('a search in many units', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-search-'));
  const rows = openRows(folder);
  const many = maxIndexedInSearch + 500;
  let search: Search;
  beforeAll(() => {
    rows.record(
      run,
      ...openedRun(
        run,
        Array.from({ length: many }, (_, n) => ({ text: `every ${n}` })),
      ),
    );
  });
  afterAll(async () => {
    await search.close();
    rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds what is indexed so far, says how much that is, and finds everything in the end', async () => {
    search = openSearch(rows);
    const find = (words: string) => search.find({ query: { limit: 10 }, search: words });
    const first = await find('every');
    expect(first.searched).toMatchObject({ of: many });
    expect(first.searched?.indexed).toBeLessThan(many);
    expect(first.total).toBeLessThanOrEqual(first.searched?.indexed ?? 0);
    while ((await find('every')).searched) await pause(20);
    expect(await find('every')).toMatchObject({ total: many, units: { length: 10 } });
    expect((await find(`${many - 1}`)).units).toHaveLength(1);
  });

  it('is prepared before anybody searches', async () => {
    await search.close();
    rmSync(join(folder, 'search.db'));
    search = openSearch(rows);
    while (!existsSync(join(folder, 'search.db'))) await pause(50);
  });

  it('waits while the main thread is busy, until somebody searches', async () => {
    await search.close();
    rmSync(join(folder, 'search.db'));
    Atomics.store(rows.readModel.shared, 0, 1);
    search = openSearch(rows);
    await pause(3000);
    expect(existsSync(join(folder, 'search.db'))).toBe(false);
    const find = () => search.find({ query: { limit: 10 }, search: 'every' });
    expect((await find()).searched).toMatchObject({ of: many, indexed: 0 });
    while ((await find()).searched) await pause(20);
    expect((await find()).total).toBe(many);
  });
});
