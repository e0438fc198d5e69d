import { describe, expect, it } from 'vitest';
import { AssignmentCreated } from '../../events/assignment.ts';
import { ada, bob, opened, runId, sky0, sky1, skyCreated, submitted, took } from '../../events/fixtures.ts';
import { assignmentIdOf } from '../../events/ids.ts';
import { projected, recorded } from '../specify.ts';
import { cellsIn, columnsIn, firstColumns, sidesOf } from './cells.ts';

const long = 'k'.repeat(300);

const withAnswers = (one: unknown, other: unknown) =>
  projected(
    recorded([
      ...[opened(), skyCreated, ...took(ada, sky0), ...took(bob, sky1)],
      ...[submitted(ada, sky0, one), submitted(bob, sky1, other)],
    ]),
  ).db;

const cellsOf = (db: Parameters<typeof sidesOf>[0], unitIds: readonly string[], columns: readonly string[]) =>
  new Map([...sidesOf(db, unitIds)].map(([id, sides]) => [id, cellsIn(sides, columns)]));

describe('the columns of a table of units', () => {
  it('are the keys of the items and those of the answers, as questions are named', () => {
    const db = withAnswers(
      { final_submission: { genre: 'noir', place: { city: 'Oslo' } } },
      { genre: 'war', sure: true, 'a,b%': 1 },
    );
    const { item, answer } = columnsIn(db, {});
    expect(item).toEqual(['image', 'hint']);
    expect(new Set(answer)).toEqual(new Set(['genre', 'place.city', 'sure', 'a,b%']));
    expect(firstColumns(db, {})).toEqual(expect.arrayContaining(['item:image', 'item:hint', 'answer:genre']));
    expect(columnsIn(db, { task: 'another' })).toEqual({ item: [], answer: [] });
  });

  it('show texts before what is short, also where the short keys come first, and no key that is too long for a heading', () => {
    const text = (nth: number) => `Sentence ${nth} has to be read before it can be judged.`;
    const items = [0, 1, 2].map((nth) => {
      const data = { id: nth, url: `https://example.org/a/long/address/of/a/picture/${nth}.png`, [long]: 'x' };
      return AssignmentCreated({
        assignmentId: assignmentIdOf(runId, nth),
        units: 1,
        shared: { ...data, text: text(nth) },
      });
    });
    const { db } = projected(recorded([opened(), ...items]));
    expect(columnsIn(db, {}).item).toEqual(['id', 'url', long, 'text']);
    expect(firstColumns(db, {})).toEqual(['item:text', 'item:id']);
  });

  it('show the beginning of each value as text, and nothing where there is none', () => {
    const db = withAnswers(
      { genre: ['noir', 'war'], place: { city: 'Oslo' }, 'a,b%': 0, none: null },
      { text: `${'x'.repeat(199)}😀` },
    );
    const columns = ['answer:genre', 'answer:place.city', 'answer:a%2Cb%25', 'answer:none', 'answer:text', 'item:hint'];
    const cells = cellsOf(db, [sky0.unitId, sky1.unitId], columns);
    expect(cells.get(sky0.unitId)).toEqual({
      'answer:genre': 'noir, war',
      'answer:place.city': 'Oslo',
      'answer:a%2Cb%25': '0',
      'item:hint': 'look up',
    });
    expect(cells.get(sky1.unitId)).toEqual({ 'answer:text': `${'x'.repeat(199)}…`, 'item:hint': 'look down' });
  });

  it('show a bare answer as a whole, and leave out what is too large for a table', () => {
    const db = withAnswers('yes', { text: 'x'.repeat(100_001) });
    expect(cellsOf(db, [sky0.unitId, sky1.unitId], ['answer:answer', 'answer:text'])).toEqual(
      new Map([
        [sky0.unitId, { 'answer:answer': 'yes' }],
        [sky1.unitId, {}],
      ]),
    );
  });
});
