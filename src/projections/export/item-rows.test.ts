import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { AssignmentCreated } from '../../events/assignment.ts';
import {
  accepted,
  adjudicated,
  assigned,
  connected,
  opening,
  person,
  rejected,
  runId,
  settings,
  sky,
  submitted,
  submittedLate,
  timedOut,
  took,
  unitAt,
} from '../../events/fixtures.ts';
import { assignmentIdOf } from '../../events/ids.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { projected, recorded } from '../specify.ts';
import { choiceOf } from './choice.ts';
import type { Format } from './format.ts';
import { formats } from './formats.ts';
import type { ItemRow } from './item-row.ts';
import { countItems, openItems } from './item-rows.ts';

/** A worker in a unit of an item. */
const at = (place: number, n: number) => person(['Ann', 'Ben', 'Cat', 'Dan'][place]!, n);
/** What each of three workers answered to each of four items; nobody has answered a fifth. */
const said = [
  ['blue', 'blue', 'grey'],
  ['blue', 'blue', 'blue'],
  ['grey', 'grey', 'blue'],
  ['grey', 'blue', 'red'],
];
const quality = { questions: [{ key: 'colour', labels: ['blue', 'grey', 'red'] }], gold: 'truth' };
const items = [...said, []].map((_, n) =>
  AssignmentCreated({
    assignmentId: assignmentIdOf(runId, n),
    units: 3,
    shared: { image: `${n}.png`, ...(n === 1 ? { truth: 'grey' } : {}) },
  }),
);
const work = said.flatMap((answers, n) =>
  answers.flatMap((colour, place) => {
    const [who, unit] = [at(place, n), unitAt(n, place)];
    return [...took(who, unit), submitted(who, unit, { colour })];
  }),
);
const late = at(3, 4);
const lateUnit = unitAt(4, 0);
const { db } = projected(
  recorded([
    TaskRunOpened({ ...opening, settings, config: { task: 'colours', quality } }),
    ...items,
    ...work,
    accepted(at(0, 0), unitAt(0, 0)),
    rejected(at(2, 0), unitAt(0, 2)),
    adjudicated({ colour: 'grey' }, assignmentIdOf(runId, 3)),
    connected(late, lateUnit),
    assigned(late, lateUnit),
    timedOut(late, lateUnit),
    submittedLate(late, lateUnit),
  ]),
);
type Over = Partial<Parameters<typeof openItems>[1]>;
const rowsOf = (over: Over = {}): ItemRow[] => [
  ...openItems(db, { runs: [runId], identities: false, method: 'majority', ...over })(),
];

describe('an export by item', () => {
  it('has a row for each item, with what its answers come to and how many there are', () => {
    const rows = rowsOf();
    expect(rows).toHaveLength(countItems(db, [runId]));
    expect(
      rows.map(({ assignment, counts }) => [assignment, counts.answers, counts.accepted, counts.rejected]),
    ).toEqual([
      [sky, 3, 1, 1],
      [assignmentIdOf(runId, 1), 3, 0, 0],
      [assignmentIdOf(runId, 2), 3, 0, 0],
      [assignmentIdOf(runId, 3), 3, 0, 0],
      [assignmentIdOf(runId, 4), 0, 0, 0],
    ]);
    const colours = rows.map(({ questions }) => questions.colour!);
    // The answer that was rejected does not count.
    expect(colours[0]).toEqual({
      final: null,
      aggregated: 'blue',
      probability: 1,
      distribution: { blue: 1 },
      answers: 2,
      method: 'majority',
      version: 1,
      gold: null,
      agreement: 1,
    });
    expect(colours[1]).toMatchObject({ aggregated: 'blue', gold: 'grey', agreement: 1, answers: 3 });
    expect(colours[2]).toMatchObject({ aggregated: 'grey', probability: 2 / 3, agreement: 1 / 3 });
    expect(colours[3]).toMatchObject({ final: 'grey', aggregated: null, agreement: 0 });
    expect(colours[3]?.distribution).toEqual({ blue: 1 / 3, grey: 1 / 3, red: 1 / 3 });
    expect(colours[4]).toMatchObject({ aggregated: null, probability: null, distribution: null, answers: 0 });
    expect(rows[3]?.final).toMatchObject({ answer: { colour: 'grey' }, by: 'spec', over: 3 });
  });

  it('has every answer within its item, and only the wanted ones if some are chosen', () => {
    const [first, , , , last] = rowsOf();
    expect(first?.answers.map(({ worker, status, answer }) => [worker, status, answer])).toEqual([
      [at(0, 0).workerId, 'accepted', { colour: 'blue' }],
      [at(1, 0).workerId, 'completed', { colour: 'blue' }],
      [at(2, 0).workerId, 'rejected', { colour: 'grey' }],
    ]);
    expect(last).toMatchObject({ counts: { answers: 0, late: 1 }, answers: [{ status: 'late' }] });
    expect(rowsOf({ answers: 'not-rejected' }).map(({ answers }) => answers.length)).toEqual([2, 3, 3, 3, 0]);
    const accepted = rowsOf({ answers: 'accepted' });
    expect(accepted.map(({ questions }) => questions.colour?.answers)).toEqual([1, 0, 0, 0, 0]);
    expect(accepted[0]?.counts).toMatchObject({ answers: 3, rejected: 1 });
  });

  it('has soft labels of a model, which add up to one', () => {
    for (const method of ['dawid-skene', 'mace', 'glad'] as const)
      for (const { questions } of rowsOf({ method }).slice(0, 4)) {
        const shares = Object.values(questions.colour?.distribution ?? {});
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
        expect(questions.colour?.method).toBe(method);
      }
  });

  it('is the same rows in every format that has it', async () => {
    const rows = JSON.parse(JSON.stringify(rowsOf())) as ItemRow[];
    const bytesOf = (format: 'jsonl' | 'csv' | 'parquet', columns?: string[]) => {
      const source = { rows: () => rowsOf(), identities: false, columns };
      const pieces = (formats[format] as Format).writeItems?.(source) ?? [];
      return Buffer.concat([...pieces].map(({ content }) => Buffer.from(content as Uint8Array)));
    };
    const lines = bytesOf('jsonl').toString().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);

    const expected = rows.map(({ assignment, data, final, questions, counts, answers }) => ({
      assignment,
      'data.image': data.image,
      'final.answer.colour': (final?.answer as { colour?: string } | undefined)?.colour ?? null,
      'questions.colour.aggregated': questions.colour?.aggregated,
      'questions.colour.probability': questions.colour?.probability,
      'questions.colour.distribution': questions.colour?.distribution,
      'counts.late': counts.late,
      answers,
    }));
    const parquet = await parquetReadObjects({ file: Uint8Array.from(bytesOf('parquet')).buffer });
    expect(parquet).toMatchObject(expected);
    const text = (value: unknown) =>
      value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    const csv: Record<string, string>[] = parse(bytesOf('csv'), { columns: true });
    expect(csv).toMatchObject(
      expected.map((one) => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, text(value)]))),
    );
    expect(bytesOf('csv', ['assignment', 'questions.colour.gold']).toString().split('\r\n')[2]).toBe(
      `${assignmentIdOf(runId, 1)},grey`,
    );
    for (const format of ['jsonl', 'csv', 'parquet'] as const)
      for (const name of ['answer', 'answer.colour', 'signals', 'review.decision'])
        expect(() => bytesOf(format, ['assignment', name])).toThrow(
          `The export has no column "${name}". It has: task, run, assignment, final.note, `,
        );
  });

  it('is refused in formats that have no items', () => {
    for (const format of ['csv-long', 'csv-simple', 'mephisto'] as const)
      expect(() => choiceOf({ format, by: 'item', identities: false })).toThrow(
        `The format ${format} has no rows for items; choose jsonl, csv, parquet.`,
      );
    expect(choiceOf({ format: 'csv', by: 'item', identities: false })).toMatchObject({ method: 'dawid-skene' });
  });
});
