import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { hostileTexts } from './hostile.ts';
import { sendBytes } from './send-bytes.ts';

type Values = Record<string, unknown>;

/** Texts at which a reader or a writer of some format could stumble. */
const hardTexts = [
  ...[
    '',
    ' ',
    '"',
    '""',
    "'",
    "'=x",
    '=1+1',
    '-5',
    '-x',
    '+1',
    '@a',
    'a,b;c',
    '\\',
    '\\"',
    '\\N',
    'NULL',
    'null',
    'NaN',
    'true',
  ],
  ...[
    '007',
    '1.0',
    '1e5',
    '1e400',
    '675127116845989889',
    '2024-01-01',
    '{"a":1}',
    '[1]',
    'é',
    'e\u0301',
    '\u00a0x\u200b',
    '\ufeffx',
  ],
  ...Object.values(hostileTexts).filter((text) => text.length < 300),
];
/** Those that a line of CSV or TSV can hold. */
const hardKeys = [
  ...[
    'text',
    'a.b',
    'back\\slash',
    'constructor',
    'prototype',
    'toString',
    'length',
    'hasOwnProperty',
    'answer',
    'data',
    'files',
  ],
  ...['első', '第一', 'with space', 'comma,', '"quoted"', "'=x", '=x', '😀', 'status', 'a/b', '0', '-1'],
];

const text = fc.oneof(fc.constantFrom(...hardTexts), fc.string({ unit: 'binary', maxLength: 12 }));
const key = fc
  .oneof(fc.constantFrom(...hardKeys), fc.string({ unit: 'binary', maxLength: 5 }))
  .filter((one) => one !== '__proto__');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));
const keysOfItem = fc.subarray(hardKeys, { minLength: 1, maxLength: 6 });
const item = keysOfItem.chain((keys) =>
  fc.tuple(...keys.map(() => value)).map((all) => Object.fromEntries(keys.map((one, at) => [one, all[at]]))),
);
/** As JSON says it: -0 is 0. */
const asJson = (one: unknown) => JSON.parse(JSON.stringify(one));

const seed = 20_260_701;
const itemsOf = (count: number) =>
  fc.sample(item, { numRuns: count, seed }).map((one, n) => ({ n: String(n), ...(asJson(one) as Values) }));
/** A table of texts, one with each of the hard texts at least once, that `isHeld` by the format. */
function tableOf(isHeld: (one: string) => boolean, columns = hardKeys): Values[] {
  const keys = ['n', ...columns];
  const texts = [...hardTexts, ...fc.sample(text, { numRuns: 120, seed })].filter(isHeld);
  return Array.from({ length: Math.ceil(texts.length / columns.length) }, (_, n) =>
    Object.fromEntries(keys.map((one, at) => [one, at === 0 ? String(n) : (texts[n * columns.length + at - 1] ?? '')])),
  );
}
const rowsOf = (table: readonly Values[]) => [
  Object.keys(table[0]!),
  ...table.map((row) => Object.values(row) as string[]),
];

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const inCsv = tableOf((one) => !one.includes('\0'));
const inTsv = tableOf(
  (one) => !/[\t\n\r\0]/.test(one),
  hardKeys.filter((one) => !one.startsWith('"')),
);
const inJson = itemsOf(25);
const files: Record<string, { items: Values[]; content: string }> = {
  'items.csv': {
    items: inCsv,
    content: rowsOf(inCsv)
      .map((row) => row.map(quoted).join())
      .join('\r\n'),
  },
  'items.tsv': {
    items: inTsv,
    content: rowsOf(inTsv)
      .map((row) => row.join('\t'))
      .join('\n'),
  },
  'items.json': { items: inJson, content: JSON.stringify(inJson, null, 1) },
  'items.jsonl': { items: inJson, content: inJson.map((one) => JSON.stringify(one)).join('\n') },
};

/** The fields of a value by their names in tables, as docs/exports.md has them. */
function fieldsOf(one: unknown, path: string): [string, unknown][] {
  const isFlat = typeof one !== 'object' || one === null || Array.isArray(one) || Object.keys(one).length === 0;
  if (isFlat) return [[path, one]];
  return Object.entries(one).flatMap(([name, inner]) => {
    const part = name.replace(/[\\.]/g, '\\$&');
    return fieldsOf(inner, path === '' ? part : `${path}.${part}`);
  });
}
/** What a cell of CSV says of a value. */
const cellOf = (one: unknown) => (one === null ? '' : typeof one === 'object' ? JSON.stringify(one) : String(one));
/** A cell without the mark that spreadsheets need. */
const unmarked = (cell: string) => cell.replace(/^'(?='*[=+\-@\t\r\n\0])/, '');

/** As text, since matchers take a key such as `constructor` for the type of an object. */
const expectSame = (one: unknown, other: unknown) =>
  expect(JSON.stringify(one, null, 1)).toBe(JSON.stringify(other, null, 1));
const sorted = (cells: Record<string, unknown>) =>
  Object.entries(cells).toSorted(([one], [other]) => (one < other ? -1 : 1));

/** Every answer repeats the item and adds something. */
const extras = fc.sample(value, { numRuns: 60, seed: seed + 1 }).map(asJson);

describe('text and numbers', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(() => daemon?.end());

  const send = (host: string, method: string, path: string, body?: Buffer, type?: string) =>
    sendBytes(daemon.port, { host, method, path, body, type });
  const logHead = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;

  function taskOf(name: string, file: string, content: string | Buffer, settings: Values = {}): string {
    const folder = writeTask(join(daemon.folder, name), name, [], { data: file, ...settings });
    writeFileSync(join(folder, file), content);
    return folder;
  }

  describe.each(Object.entries(files))('of %s', (file, { items, content }) => {
    let run: string;
    const answers = items.map((one, at) => ({ item: one, extra: extras[at % extras.length] }));
    const take = async (format: string) =>
      (await send('localhost', 'GET', `/api/export?of=${run}&format=${format}`)).body;

    it('reach the page of a worker as they are, and the answer is taken', async () => {
      run = (await launch(daemon.port, taskOf(`of-${file.replace('.', '-')}`, file, content))).id;
      const ada = openWorker(daemon.port, run, 'ada');
      const seen: Values[] = [];
      for (const [at, one] of items.entries()) {
        const work = (await ada.arrive()) as Work;
        seen.push(work.data);
        expectSame(work.data, one);
        await ada.submit(work, answers[at]);
      }
      expect(seen).toHaveLength(items.length);
      ada.close();
    });

    it('come out of JSON Lines and of the record of Mephisto as they are', async () => {
      const rows = (await take('jsonl'))
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expectSame(
        rows.map(({ data }) => data),
        items,
      );
      expectSame(
        rows.map(({ answer }) => answer),
        answers,
      );
      const records: { data: { inputs: unknown; outputs: unknown } }[] = Object.values(
        JSON.parse((await take('mephisto')).toString()),
      );
      expectSame(
        records.map(({ data }) => data.inputs),
        items,
      );
      expectSame(
        records.map(({ data }) => data.outputs),
        answers,
      );
    });

    it('come out of CSV as they are', async () => {
      const [names = [], ...rows]: string[][] = parse(await take('csv'));
      const told = rows.map((row) =>
        Object.fromEntries(
          row.flatMap((cell, at) =>
            /^(data|answer)\./.test(names[at]!) && cell !== '' ? [[names[at], unmarked(cell)]] : [],
          ),
        ),
      );
      const wanted = items.map((one, at) => {
        const fields = [...fieldsOf(one, 'data'), ...fieldsOf(answers[at], 'answer')].map(([name, inner]) => [
          name,
          cellOf(inner),
        ]);
        return Object.fromEntries(fields.filter(([, cell]) => cell !== ''));
      });
      expectSame(told.map(sorted), wanted.map(sorted));
    });

    it('come out of the long CSV as they are', async () => {
      const rows: Record<string, string>[] = parse(await take('csv-long'), { columns: true });
      const told = rows.map(({ field = '', value = '', kind }) => [field, unmarked(value), kind]);
      const kindOf = (one: unknown) => (one === null ? 'null' : Array.isArray(one) ? 'array' : typeof one);
      const wanted = answers.flatMap((one) =>
        fieldsOf(one, '').map(([name, inner]) => [name, cellOf(inner), kindOf(inner)]),
      );
      expect(told.map(([field, value, kind]) => [unmarked(field!), value, kind])).toStrictEqual(wanted);
    });

    it('come out of Parquet as they are', async () => {
      const rows: Values[] = await parquetReadObjects({ file: Uint8Array.from(await take('parquet')).buffer });
      for (const [at, one] of items.entries())
        for (const [name, inner] of [...fieldsOf(one, 'data'), ...fieldsOf(answers[at], 'answer')]) {
          const cell = rows[at]?.[name];
          // This reader takes a byte order mark from the beginning of any text.
          const wanted = typeof inner === 'string' ? inner.replace(/^\ufeff/, '') : inner;
          const isSame =
            isDeepStrictEqual(cell, wanted) || (typeof cell === 'string' && isDeepStrictEqual(jsonIn(cell), inner));
          expect({ name, cell: isSame ? inner : cell }).toStrictEqual({ name, cell: inner });
        }
    });
  });

  const jsonIn = (cell: string): unknown => {
    try {
      return JSON.parse(cell);
    } catch {
      return undefined;
    }
  };

  it.each<[string, string | Buffer, string]>([
    [
      'a.jsonl',
      '{"id": 675127116845989888, "t": "a"}\n{"id": 675127116845989889, "t": "b"}',
      'line 1: in "id", the number 675127116845989888 would become 675127116845989900; write it as text, in quotes.',
    ],
    [
      'a.json',
      '[{"id": 1},\n{"id": 123456789012345678901234567890}]',
      'line 2: in "id", the number 123456789012345678901234567890 would become 1.2345678901234568e+29',
    ],
    ['a.jsonl', '{"n": [1e400]}', 'line 1: in "n.0", the number 1e400 is larger than can be stored'],
    ['a.jsonl', '{"t":"\\ud83d"}', 'line 1: in "t", the text has half of a character (\\ud83d)'],
    ['a.json', '[{"text":"a","text":"b"}]', 'line 1: the key "text" stands twice in one object'],
    ['a.csv', '__proto__,t\nhi,x\n', 'line 1: no column can be called "__proto__"'],
    ['a.csv', 'text,label\u00a0a,label a\na,b,c\n', 'line 1: the columns "label\\u{a0}a" and "label a" look alike'],
    ['a.jsonl', '{"\u00e9": 1, "e\u0301": 2}', 'line 1: the keys "\\u{e9}" and "e\\u{301}" look alike'],
    ['a.csv', Buffer.from('text\none\ntwo\n', 'utf16le'), 'it looks like UTF-16 text; save it as UTF-8'],
    [
      'a.csv',
      Buffer.from('id,text\n1,Gruss\n2,x\n', 'utf16le').swap16(),
      'it looks like UTF-16 text; save it as UTF-8',
    ],
    ['a.jsonl', Buffer.from('{"t":1}\n{"t":"\xe9"}\n', 'latin1'), 'line 2 is not UTF-8 text'],
    ['a.csv', 'a,b\n1,2\nx,y\0z\n', 'line 3 has a NUL character (U+0000)'],
    ['a.mjs', 'export const data = [{ score: NaN }];', 'item 1: in "score", NaN is a number that JSON cannot hold'],
    ['a.mjs', 'export const data = [{ seen: new Map([[1, 2]]) }];', 'item 1: in "seen", a value of the type Map'],
    ['a.json', `[${'['.repeat(100_000)}${']'.repeat(100_000)}]`, 'more than 100 levels deep'],
  ])(
    'that would change are refused at the launch, and nothing is recorded: %s, %s',
    async (file, content, sentence) => {
      const before = await logHead();
      const folder = taskOf('refused', file, content);
      await expect(launch(daemon.port, folder)).rejects.toThrow(JSON.stringify(sentence).slice(1, -1));
      expect(await logHead()).toBe(before);
    },
  );

  it('that would change are refused in settings of a launch', async () => {
    const folder = taskOf('settings', 'a.csv', 'a\n1\n');
    const told = [];
    const overrides = { 'task_config.id': '675127116845989889' };
    for await (const line of lines(daemon.port, 'POST', '/api/runs', { folder, overrides })) told.push(line);
    expect(told.at(-1)).toMatchObject({
      error: {
        code: 'task/bad-config',
        message: expect.stringContaining('675127116845989889 would become 675127116845989900'),
      },
    });
  });

  describe('that would change, in an answer', () => {
    let run: string;
    let ada: Worker;
    let work: Work;
    beforeAll(async () => {
      run = (await launch(daemon.port, taskOf('answered', 'a.csv', 'a\n1\n2\n'))).id;
      ada = openWorker(daemon.port, run, 'ada');
      work = (await ada.arrive()) as Work;
    });
    afterAll(() => ada?.close());

    it.each([
      ['{"id":675127116845989889}', 'the number 675127116845989889 would become 675127116845989900'],
      ['[0,{"deep":-1e999}]', 'the number -1e999 is larger than can be stored'],
      ['1e-999', 'the number 1e-999 would become 0'],
      ['{"t":"\\ud83d!"}', 'half of a character (\\ud83d)'],
      ['{"a":{"__proto__":{"b":1}}}', 'no key can be called "__proto__"'],
      ['{"a":1,"a":2}', 'the key "a" stands twice in one object'],
    ])('are refused however it is sent, and nothing is recorded: %s', async (answer, sentence) => {
      const before = await logHead();
      const post = (body: string, type = 'application/json') =>
        send(`${run}.localhost`, 'POST', '/submit_task', Buffer.from(body), type);
      const agent = JSON.stringify(work.agentId);
      const part = (name: string, content: string) =>
        `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
      const form = `${part('USED_AGENT_ID', work.agentId)}${part('final_string_data', answer)}--x--\r\n`;
      const replies = [
        await post(`{"USED_AGENT_ID":${agent},"final_data":${answer}}`),
        await post(`{"USED_AGENT_ID":${agent},"final_string_data":${JSON.stringify(answer)}}`),
        await post(form, 'multipart/form-data; boundary=x'),
      ];
      for (const { status, body } of replies) {
        expect([status, JSON.parse(body.toString())]).toEqual([
          400,
          { code: 'request/not-storable', message: expect.stringContaining(sentence) },
        ]);
      }
      expect(await logHead()).toBe(before);
    });

    it('can be sent again as text, and come out', async () => {
      await ada.submit(work, { id: '675127116845989889' });
      const { body } = await send('localhost', 'GET', `/api/export?of=${run}&format=jsonl`);
      expect(JSON.parse(body.toString())).toMatchObject({ answer: { id: '675127116845989889' } });
    });
  });
});
