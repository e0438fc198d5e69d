import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { aRow, written } from '../../adapters/threads/export/for-tests.ts';
import { signalFields } from '../../api/signal-texts.ts';
import type { Signals } from '../../api/signals.ts';
import { toCell } from './cells.ts';
import { type Asked, choiceOf, hasMark } from './choice.ts';
import type { ExportRow } from './export-row.ts';
import { leavesOf } from './flat.ts';
import { formats } from './formats.ts';

/** A cell as it was before `toCell` quoted it. */
const fromCell = (cell: string) => (/^'+[=+\-@＝＋－＠\t\r\n\0]/.test(cell) ? cell.slice(1) : cell);

const accepted = {
  decision: 'accepted',
  note: 'Well "seen".',
  message: null,
  by: 'reviewer:eve',
  at: '2026-01-02T00:00:00.000Z',
};
const rejected = { ...accepted, decision: 'rejected', note: null, at: '2026-01-01T12:00:00.000Z' };
const by = { by: 'reviewer:eve', at: '2026-01-03T00:00:00.000Z' };
const bonus = { id: 'b1', cents: 50, currency: 'USD', reason: null, state: 'intended' as const, ...by };
const withdrawn = { ...bonus, id: 'b2', state: 'withdrawn' as const };
const file = { hash: 'a1', size: 3, type: 'text/plain', name: 'why.txt', field: 'why' };
const rows: ExportRow[] = [
  aRow({
    status: 'accepted',
    answer: { colour: '=1+1', how: { sure: true, marks: [1, 2] }, n: -5 },
    files: [file],
    review: accepted,
    reviews: [rejected, accepted],
    bonus_cents: 50,
    bonuses: [bonus, withdrawn],
    metadata: [
      { at: '2026-01-01T00:01:00.000Z', content: { tips: { type: 'tips', header: 'H', text: 'T' } }, files: [] },
      { at: '2026-01-01T00:01:01.000Z', content: { seen: 3 }, files: [] },
    ],
  }),
  aRow({ unit: 'colours-x7k2p.1.0', status: 'late', late: true, answer: { 'a.b': 'x, y\nz' }, data: { n: 1 } }),
];
const text = (format: Parameters<typeof written>[0], given = rows, identities = false) =>
  written(format, given, identities).toString();
const records = (csv: string): Record<string, string>[] => parse(csv, { columns: true });

/** Texts that often break exporters: formulas, quotes, separators, line ends, other alphabets. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '＝',
        '＋',
        '－',
        '＠',
        '\t',
        '\r',
        '\0',
        '\n',
        "'",
        "'=",
        '"',
        ',',
        '﻿',
        '-5',
        '',
      ),
      fc.string(),
    )
    .map(([first, rest]) => first + rest),
);
const json = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)));
const field = fc.oneof(json, hostile);
const answer = fc.oneof(field, fc.dictionary(hostile, fc.oneof(field, fc.dictionary(hostile, field))));

describe('a flattened value', () => {
  it('is its leaves by path, with the dots in keys escaped', () => {
    const value = { a: { b: 1, 'c.d': [2] }, 'a.b': {}, '': null };
    expect([...leavesOf(value)]).toEqual([
      { path: 'a.b', value: 1 },
      { path: 'a.c\\.d', value: [2] },
      { path: 'a\\.b', value: {} },
      { path: '', value: null },
    ]);
    expect([...leavesOf(5, 'answer')]).toEqual([{ path: 'answer', value: 5 }]);
  });

  it('has paths of limited total length', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`a${n}`, 0]));
    for (const levels of [1, 45, 60]) {
      let value: unknown = many;
      for (let level = 0; level < levels; level++) value = { [level === 0 ? 'k'.repeat(200_000) : 'b']: value };
      const pathChars = [...leavesOf(value)].reduce((sum, leaf) => sum + leaf.path.length, 0);
      expect(pathChars).toBeLessThan(10 * JSON.stringify(value).length);
    }
  });

  it('never has two leaves with one path', () =>
    fc.assert(
      fc.property(answer, (value) => {
        const paths = [...leavesOf(value, 'answer')].map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
      }),
    ));
});

describe('a cell', () => {
  it('is never a formula', () =>
    fc.assert(
      fc.property(hostile, (value) => {
        expect(toCell(value)).not.toMatch(/^[=+\-@＝＋－＠\t\r\0](?<!^-(?=\d+(\.\d+)?$))/);
        expect(fromCell(toCell(value))).toBe(value);
      }),
    ));

  it('is no formula either in the wide letters that some spreadsheets read as the narrow ones', () =>
    expect(['＝1+1', '＋1', '－1', '＠SUM(1)', "'＝1"].map(toCell)).toEqual([
      "'＝1+1",
      "'＋1",
      "'－1",
      "'＠SUM(1)",
      "''＝1",
    ]));

  it('keeps plain numbers as they are', () => {
    expect([-5, '-5', -0.25, 1e21, '-1+1', '+5', '-'].map(toCell)).toEqual([
      '-5',
      '-5',
      '-0.25',
      '1e+21',
      "'-1+1",
      "'+5",
      "'-",
    ]);
  });
});

describe('JSON Lines', () => {
  it('return every answer unchanged', () =>
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 5 }), (answers) => {
        const given = answers.map((value) => aRow({ answer: value }));
        const lines = text('jsonl', given).split('\n').filter(Boolean);
        expect(lines.map((line) => JSON.parse(line))).toEqual(given);
      }),
    ));
});

describe('a wide table', () => {
  it('has a column for each field, the columns of all rows, and all reviews', () => {
    expect(text('csv').split('\r\n')).toEqual([
      'task,run,assignment,unit,worker,agent,status,purpose,special,correct,assigned_at,submitted_at,seconds,active_seconds,late,data.image,data.n,answer.colour,answer.how.sure,answer.how.marks,answer.n,answer.a\\.b,review.decision,review.note,review.message,review.by,review.at,reviews,pay_cents,bonus_cents,bonuses,files,metadata',
      `colours,colours-x7k2p,colours-x7k2p.0,colours-x7k2p.0.0,worker-ada,agent-of-ada,accepted,,false,,2026-01-01T00:00:00.000Z,2026-01-01T00:02:00.500Z,120.5,90.5,false,sky.png,,'=1+1,true,"[1,2]",-5,,accepted,"Well ""seen"".",,reviewer:eve,2026-01-02T00:00:00.000Z,${quoted([rejected, accepted])},50,50,${quoted([bonus, withdrawn])},${quoted([file])},${quoted(rows[0]?.metadata)}`,
      'colours,colours-x7k2p,colours-x7k2p.0,colours-x7k2p.1.0,worker-ada,agent-of-ada,late,,false,,2026-01-01T00:00:00.000Z,2026-01-01T00:02:00.500Z,120.5,90.5,true,,1,,,,,"x, y\nz",,,,,,[],50,,[],[],[]',
      '',
    ]);
  });

  it('has columns for what pages counted, if one of them did', () => {
    const counted = aRow({ signals: { pastes: 2, pasted_characters: 340 } });
    const [first, second] = records(text('csv', [counted, aRow()]));
    expect(first).toMatchObject({ 'signals.pastes': '2', 'signals.pasted_characters': '340', 'signals.copies': '' });
    expect(second).toMatchObject({ 'signals.pastes': '' });
    expect(records(text('csv-long', [counted]))[0]).toMatchObject({ signals: '{"pastes":2,"pasted_characters":340}' });
  });

  it('has a column for why workers were flagged, if one of them was', () => {
    const flagged = aRow({ flagged: 'Too fast; if returned >= 2: flag' });
    const [first, second] = records(text('csv', [flagged, aRow()]));
    expect(first).toMatchObject({ flagged: 'Too fast; if returned >= 2: flag' });
    expect(second).toMatchObject({ flagged: '' });
    expect(text('csv', [aRow()])).not.toContain('flagged');
    expect(records(text('csv-long', [flagged]))[0]).toMatchObject({ flagged: 'Too fast; if returned >= 2: flag' });
  });

  it('has a column for comments, with the names of people and if there are any', () => {
    const comment = { id: 'c-1', ...by, text: 'Is it "blue"?', edited_at: null, reply_to: null };
    const [one, other] = records(text('csv', [aRow({ comments: [comment] }), aRow({ comments: [] })], true));
    expect([one, other].map((row) => JSON.parse(row?.comments ?? 'null'))).toEqual([[comment], []]);
    expect(text('csv', [aRow({ comments: [] })], true)).not.toContain('comments');
    const choice = { identities: true, columns: ['comments'] };
    const lines = [...formats.jsonl.write({ rows: () => [aRow({ comments: [comment] })], ...choice })];
    expect(lines.map(({ content }) => JSON.parse(String(content)))).toEqual([{ comments: [comment] }]);
  });

  it('has columns for final answers, if one of them was settled', async () => {
    const final = {
      answer: { colour: 'azure', sure: true },
      note: 'Seen.',
      by: 'reviewer:eve',
      at: accepted.at,
      over: 2,
    };
    const given = [aRow({ final }), aRow()];
    const [first, second] = records(text('csv', given));
    expect(first).toMatchObject({
      'final.answer.colour': 'azure',
      'final.answer.sure': 'true',
      'final.note': 'Seen.',
      'final.by': 'reviewer:eve',
      'final.at': accepted.at,
      'final.over': '2',
    });
    expect(second).toMatchObject({ 'final.answer.colour': '', 'final.by': '' });
    expect(text('csv', [aRow()])).not.toContain('final');
    expect(records(text('csv-long', given)).map((one) => one.final)).toEqual([JSON.stringify(final), '']);
    expect(Object.values(JSON.parse(text('mephisto', [aRow({ final })])))).toMatchObject([{ final }]);
    const parquet = Uint8Array.from(written('parquet', given)).buffer;
    expect((await parquetReadObjects({ file: parquet })).map((one) => one['final.answer.sure'])).toEqual([true, null]);
  });

  it('returns every text unchanged, and every other value as JSON', () =>
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 5 }), (answers) => {
        const read = records(
          text(
            'csv',
            answers.map((value) => aRow({ answer: value })),
          ),
        );
        expect(read).toHaveLength(answers.length);
        answers.forEach((value, nth) => {
          for (const { path, value: leaf } of leavesOf(value, 'answer')) {
            const cell = fromCell(read[nth]?.[path] ?? '');
            expect(cell).toBe(typeof leaf === 'string' ? leaf : leaf === null ? '' : JSON.stringify(leaf));
          }
        });
      }),
    ));

  it('is refused when it has too many columns', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`key${n}`, n]));
    expect(() => text('csv', [aRow({ answer: many })])).toThrow(expect.objectContaining({ code: 'export/too-wide' }));
    expect(records(text('csv-long', [aRow({ answer: many })]))).toHaveLength(10_001);
  });
});

describe('a simple table', () => {
  it('has an item, a worker, an answer, a decision and the seconds in each row', () => {
    const given = [
      aRow({ review: accepted, answer: { colour: 'Grüße, "第一"' } }),
      aRow({ answer: { colour: 'blue', sure: true } }),
      aRow({ answer: '=1+1', seconds: null }),
    ];
    expect(text('csv-simple', given)).toBe(
      [
        'item,worker,answer,decision,seconds',
        'colours-x7k2p.0,worker-ada,"Grüße, ""第一""",accepted,120.5',
        'colours-x7k2p.0,worker-ada,"{""colour"":""blue"",""sure"":true}",,120.5',
        "colours-x7k2p.0,worker-ada,'=1+1,,",
        '',
      ].join('\r\n'),
    );
  });

  it('returns the only value of every answer, and other answers as JSON', () =>
    fc.assert(
      fc.property(answer, (value) => {
        const leaves = [...leavesOf(value)];
        const whole = leaves.length === 1 ? leaves[0]?.value : value;
        const [read] = records(text('csv-simple', [aRow({ answer: value })]));
        const expected = typeof whole === 'string' ? whole : whole === null ? '' : JSON.stringify(whole);
        expect(fromCell(read?.answer ?? '')).toBe(expected);
      }),
    ));
});

describe('a byte order mark', () => {
  const mark = Buffer.from([0xef, 0xbb, 0xbf]);
  const bytesOf = (asked: Partial<Asked> & { format: keyof typeof formats }) => {
    const choice = choiceOf({ identities: false, ...asked });
    const source = { rows: () => rows, identities: false, hasMark: hasMark(choice) };
    return Buffer.concat([...formats[asked.format].write(source)].map(({ content }) => Buffer.from(content as string)));
  };

  it.each(['csv', 'csv-simple', 'csv-long'] as const)(
    'begins %s if that is asked for, and readers find the same rows',
    (format) => {
      const [marked, plain] = [bytesOf({ format, bom: true }), bytesOf({ format, bom: false })];
      expect(marked.equals(Buffer.concat([mark, plain]))).toBe(true);
      expect(parse(marked, { columns: true, bom: true })).toEqual(parse(plain, { columns: true }));
      const usual = format === 'csv-simple' ? marked : plain;
      expect(bytesOf({ format }).equals(usual)).toBe(true);
    },
  );

  it('is one choice, however it is asked for, and none of formats without it', () => {
    const choices = [undefined, true].map((bom) => choiceOf({ format: 'csv-simple', identities: false, bom }));
    expect(choices[0]).toEqual(choices[1]);
    for (const format of ['jsonl', 'parquet', 'mephisto'] as const)
      expect(() => bytesOf({ format, bom: true })).toThrow(`The format ${format} has no byte order mark; choose csv, `);
  });
});

describe('chosen columns', () => {
  const chosen = (format: keyof typeof formats, columns: string[], given = rows) => {
    const pieces = [...formats[format].write({ rows: () => given, identities: false, columns })];
    return Buffer.concat(pieces.map(({ content }) => Buffer.from(content as Uint8Array)));
  };
  const wanted = ['answer.how', 'review.decision', 'unit', 'data'];

  it('are those of a table, in their order, with all of a group', async () => {
    const head = chosen('csv', wanted).toString().split('\r\n')[0];
    expect(head).toBe('answer.how.sure,answer.how.marks,review.decision,unit,data.image,data.n');
    const [one] = await parquetReadObjects({ file: Uint8Array.from(chosen('parquet', wanted)).buffer });
    expect(Object.keys(one ?? {}).join()).toBe(head);
    expect(chosen('csv-long', ['value', 'field']).toString()).toMatch(/^value,field\r\n'=1\+1,colour\r\n/);
  });

  it('leave objects of JSON as they are', () => {
    const lines = chosen('jsonl', wanted)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        unit: rows[0]?.unit,
        data: rows[0]?.data,
        answer: { how: { sure: true, marks: [1, 2] } },
        review: { decision: 'accepted' },
      },
      { unit: rows[1]?.unit, data: { n: 1 } },
    ]);
    expect(chosen('jsonl', ['answer.a\\.b']).toString()).toBe('{}\n{"answer":{"a.b":"x, y\\nz"}}\n');
  });

  it('may be too many only if they are chosen', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`key${n}`, n]));
    expect(chosen('csv', ['unit', 'answer.key7'], [aRow({ answer: many })]).toString()).toBe(
      'unit,answer.key7\r\ncolours-x7k2p.0.0,7\r\n',
    );
    expect(() => chosen('csv', ['answer'], [aRow({ answer: many })])).toThrow(
      expect.objectContaining({ code: 'export/too-wide' }),
    );
  });

  it('may be empty where nobody has been flagged or settled, and are refused if there are none of that name', () => {
    expect(chosen('csv', ['flagged', 'final', 'signals.pastes']).toString().split('\r\n')[1]).toBe(',,,,,');
    for (const format of ['jsonl', 'csv', 'csv-long', 'parquet'] as const)
      expect(() => chosen(format, ['unit', 'worker_name'])).toThrow(
        'The export has no column "worker_name". It has: task, ',
      );
  });

  it('are refused where the format has no such column, with those it has, also of data and answers', () => {
    const message = (format: keyof typeof formats, names: string[]) => {
      try {
        return chosen(format, names).toString();
      } catch (error) {
        return (error as Error).message;
      }
    };
    for (const name of ['data.image', 'answer', 'final.answer', 'answer.colour'])
      expect(message('csv-long', ['unit', name])).toMatch(
        /^The export has no column "[a-z.]+"\. It has: task, run, .*field, value, kind, .*files\.$/,
      );
    for (const format of ['jsonl', 'csv', 'parquet'] as const)
      expect(message(format, ['unit', 'color'])).toMatch(
        / It has: task, run, .*, metadata, calls, messages, data\.image, data\.n, answer\.colour, /,
      );
  });

  it('are in the lines of JSON where a table has them', () => {
    const [head = ''] = chosen('csv', ['answer', 'review', 'bonus_cents', 'signals', 'flagged'])
      .toString()
      .split('\r\n');
    const full = aRow({
      ...rows[0],
      answer: { colour: 1, how: { sure: true, marks: [1] }, n: 2, 'a.b': 3 },
      review: { decision: 'accepted', note: 'a', message: 'b', by: 'c', at: accepted.at },
      signals: Object.fromEntries(signalFields.map((field) => [field, 1])) as Signals,
      flagged: 'fast',
    });
    for (const name of head.split(','))
      expect([name, chosen('jsonl', [name], [full]).toString()]).not.toContain('{}\n');
  });
});

const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`;

describe('a long table', () => {
  it('has a row for each answered field, and one for an empty answer', () => {
    const lines = records(text('csv-long', [...rows, aRow({ answer: {} })]));
    expect(lines.map(({ unit, field, value, kind, decision }) => [unit, field, value, kind, decision])).toEqual([
      ['colours-x7k2p.0.0', 'colour', "'=1+1", 'string', 'accepted'],
      ['colours-x7k2p.0.0', 'how.sure', 'true', 'boolean', 'accepted'],
      ['colours-x7k2p.0.0', 'how.marks', '[1,2]', 'array', 'accepted'],
      ['colours-x7k2p.0.0', 'n', '-5', 'number', 'accepted'],
      ['colours-x7k2p.1.0', 'a\\.b', 'x, y\nz', 'string', ''],
      ['colours-x7k2p.0.0', '', '{}', 'object', ''],
    ]);
    expect(lines[0]).toMatchObject({ reviews: JSON.stringify([rejected, accepted]), bonus_cents: '50' });
    expect(lines[0]).toMatchObject({ data: '{"image":"sky.png"}' });
    for (const { reviews = '', files = '' } of lines)
      for (const cell of [reviews, files]) expect(JSON.parse(cell)).toBeInstanceOf(Array);
  });

  it('returns every field with its kind', () =>
    fc.assert(
      fc.property(answer, (value) => {
        const back = records(text('csv-long', [aRow({ answer: value })])).map(({ field = '', value = '', kind }) => ({
          path: fromCell(field),
          value: kind === 'string' ? fromCell(value) : kind === 'null' ? null : JSON.parse(value),
        }));
        expect(back).toEqual([...leavesOf(value)]);
      }),
    ));
});

describe('Parquet', () => {
  const read = async (given: ExportRow[]) => {
    const bytes = written('parquet', given);
    return parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
  };

  it('has typed columns', async () => {
    const [one, two] = await read(rows);
    expect(one).toMatchObject({
      status: 'accepted',
      submitted_at: new Date('2026-01-01T00:02:00.500Z'),
      seconds: 120.5,
      active_seconds: 90.5,
      late: false,
      'data.image': 'sky.png',
      'answer.colour': '=1+1',
      'answer.how.sure': true,
      'answer.how.marks': [1, 2],
      'answer.n': -5,
      'review.note': 'Well "seen".',
      reviews: [rejected, accepted],
      files: [file],
    });
    expect(two).toMatchObject({ late: true, 'answer.a\\.b': 'x, y\nz', 'answer.n': null, reviews: [] });
  });

  it('returns every answer, of any kind', () =>
    fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 5 }), async (answers) => {
        // The reader sets fields by assignment and drops byte order marks; neither does the file any harm.
        fc.pre(!/__proto__|\ufeff/.test(JSON.stringify(answers)));
        const back = await read(answers.map((value) => aRow({ answer: value })));
        expect(back).toHaveLength(answers.length);
        answers.forEach((value, nth) => {
          for (const leaf of leavesOf(value, 'answer')) expect(back[nth]?.[leaf.path]).toEqual(leaf.value);
        });
      }),
      { numRuns: 50 },
    ));

  it('is written in row groups, and is complete with many of them and with none', async () => {
    const many = Array.from({ length: 12_000 }, (_, n) => aRow({ answer: { n } }));
    expect([...formats.parquet.write({ rows: () => many, identities: false })].map((piece) => piece.rows)).toEqual([
      5000, 5000, 2000, 0,
    ]);
    expect((await read(many)).map((row) => row['answer.n'])).toEqual(many.map((_, n) => n));
    expect(await read([])).toEqual([]);
  });
});

describe('Mephisto’s record', () => {
  it('has each submitted unit, with its reviews and files in addition to Mephisto’s fields', () => {
    expect(JSON.parse(text('mephisto'))).toEqual({
      'colours-x7k2p.0.0': {
        assignment_id: 'colours-x7k2p.0',
        unit_id: 'colours-x7k2p.0.0',
        unit_index: 0,
        worker_id: 'worker-ada',
        worker_name: '',
        status: 'approved',
        data: { inputs: rows[0]?.data, outputs: rows[0]?.answer },
        task_start: 1767225600,
        task_end: 1767225720.5,
        metadata: {
          worker_opinion: null,
          default: [{ seen: 3 }],
          task_start: 1767225600,
          task_end: 1767225720.5,
          tips: [{ header: 'H', text: 'T' }],
          feedback: [],
        },
        tips: [{ header: 'H', text: 'T' }],
        feedback: [],
        review: accepted,
        reviews: [rejected, accepted],
        final: null,
        bonuses: [bonus, withdrawn],
        files: [file],
      },
    });
    expect(JSON.parse(text('mephisto', []))).toEqual({});
  });

  it('names stored files as Mephisto does, and merges opinions', () => {
    const opinion = (text: string) => ({ worker_opinion: { questions: [{ question: 'Clear?', text }] } });
    const sent = [
      { at: '10:00', content: opinion('No.'), files: [file] },
      { at: '10:01', content: { worker_opinion: {} }, files: [] },
      { at: '10:02', content: opinion('Yes.'), files: [] },
    ];
    const row = aRow({
      answer: { files: [{ filename: 'x-why.txt' }] },
      metadata: sent,
      worker_name: 'ada@example.org',
    });
    const [record] = Object.values(JSON.parse(text('mephisto', [row], true))) as Record<string, unknown>[];
    expect(record).toMatchObject({
      worker_name: 'ada@example.org',
      data: { outputs: { files: ['x-why.txt'] } },
      metadata: { default: null },
    });
    const asked = { question: 'Clear?', reviewed: false, toxicity: null };
    const attached = {
      fieldname: 'why',
      filename: 'why.txt',
      originalname: 'why.txt',
      mimetype: 'text/plain',
      size: 3,
    };
    expect((record as { metadata: { worker_opinion: unknown } }).metadata.worker_opinion).toEqual({
      questions: [
        { id: 'colours-x7k2p.0.0 10:00 1', ...asked, answer: 'No.' },
        { id: 'colours-x7k2p.0.0 10:02 1', ...asked, answer: 'Yes.' },
      ],
      attachments: [attached],
      attachments_by_fields: { why: [attached] },
    });
  });
});

describe('every format', () => {
  const names = Object.keys(formats) as (keyof typeof formats)[];

  it.each(names)('%s writes the same bytes for the same rows', (name) => {
    expect(written(name, rows).equals(written(name, structuredClone(rows)))).toBe(true);
  });

  it.each(names.filter((name) => name !== 'files'))('%s includes names of workers on request', (name) => {
    const known = rows.map((row) => ({ ...row, worker_name: 'ada@example.org', provider: 'mock' }));
    expect(text(name, known, true)).toContain('ada@example.org');
  });
});
