import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import type { Item } from '../../runtime/ports/tasks.ts';
import { type Items, openItems } from './items.ts';

const config = TaskConfig.parse({
  task_name: 'birds',
  task_title: 'Birds',
  task_description: 'Birds',
  task_config: { n: 3 },
});

async function open(name: string, content: string | Uint8Array, maxItemBytes?: number, keys = {}): Promise<Items> {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-items-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), content);
  return openItems({ folder, data: join(folder, name), config: { ...config, ...keys } }, maxItemBytes);
}

async function take(items: Items, skip = 0, size = 2): Promise<Item[][]> {
  const pull = items.pull(skip);
  const batches: Item[][] = [];
  for (;;) {
    const batch = await pull.next(size);
    if (batch.length === 0) return batches;
    batches.push(batch);
  }
}

const sharedOf = async (items: Items, skip = 0) => (await take(items, skip, 100)).flat().map((item) => item.shared);

const refusalOf = async (name: string, content: string | Uint8Array) => {
  const items = await open(name, content).catch((error: Error) => error);
  const error = items instanceof Error ? items : await items.summarize().catch((refused: Error) => refused);
  return (error as Error).message;
};

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const three = {
  'a.json': '[{"bird": "wren"}, {"bird": "owl"}, {"bird": "kite"}]',
  'a.jsonl': '{"bird": "wren"}\r\n\n{"bird": "owl"}\n{"bird": "kite"}',
  'a.csv': 'bird\nwren\n\nowl\r\nkite',
  'a.tsv': 'bird\nwren\nowl\nkite\n',
  'a.mjs': 'export const data = [{ bird: "wren" }, { bird: "owl" }, { bird: "kite" }];',
  'b.js': 'export const data = async () => [{ bird: "wren" }, { bird: "owl" }, { bird: "kite" }];',
  'a.ts':
    'type Bird = { bird: string };\nexport const data: Bird[] = [{ bird: "wren" }, { bird: "owl" }, { bird: "kite" }];',
};

describe('a list of items', () => {
  it.each(Object.entries(three))('is read from %s, in batches and from any place', async (name, content) => {
    const items = await open(name, content);
    expect(items.kind).toBe('list');
    expect((await items.summarize())?.length).toBe(3);
    const [wren, owl, kite] = ['wren', 'owl', 'kite'].map((bird) => ({ shared: { bird } }));
    expect(await take(items)).toEqual([[wren, owl], [kite]]);
    expect(await take(items, 1)).toEqual([[owl, kite]]);
    expect(await take(items, 3)).toEqual([]);
  });

  it('may give units data of their own, as Mephisto has it', async () => {
    const items = await open(
      'a.json',
      '[{"shared": {"a": 1}, "unit_data": [{"b": 1}, {"b": 2}]}, {"shared": {}}, {"unit_data": [{}]}]',
    );
    expect((await take(items)).flat()).toEqual([
      { shared: { a: 1 }, units: [{ b: 1 }, { b: 2 }] },
      { shared: {} },
      { shared: {}, units: [{}] },
    ]);
  });

  it('keeps a row whole that has "shared" among other keys', async () => {
    expect(await sharedOf(await open('a.json', '[{"shared": 1, "id": 2}]'))).toEqual([{ shared: 1, id: 2 }]);
    expect(await sharedOf(await open('a.csv', 'shared\nyes\n'))).toEqual([{ shared: 'yes' }]);
  });

  it('may begin with a byte order mark', async () => {
    for (const name of ['a.csv', 'a.json', 'a.jsonl'] as const) {
      expect(await sharedOf(await open(name, `\uFEFF${three[name]}`))).toContainEqual({ bird: 'wren' });
    }
  });

  it('keeps line breaks, quotes and other writing inside of values', async () => {
    expect(await sharedOf(await open('a.csv', 'q,a\n"two\nlines","say ""hi"""\nčeš\u2028tina,😀\n'))).toEqual([
      { q: 'two\nlines', a: 'say "hi"' },
      { q: 'češ\u2028tina', a: '😀' },
    ]);
    expect(await sharedOf(await open('a.jsonl', '{"a":"x\u2028y"}\n'))).toEqual([{ a: 'x\u2028y' }]);
  });

  it('keeps quotation marks of a TSV file, which has no quoting', async () => {
    expect(await sharedOf(await open('a.tsv', 'id\ttext\n1\t"unclosed\n2\tclosed"\n3\t5" wide\n'))).toEqual([
      { id: '1', text: '"unclosed' },
      { id: '2', text: 'closed"' },
      { id: '3', text: '5" wide' },
    ]);
  });

  it('keeps a character that is split across two chunks of a big file', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({ text: `${index} ${'žluť'.repeat(index % 7)}` }),
    );
    const texts = (await sharedOf(await open('a.jsonl', lines.join('\n')))).map((item) => JSON.stringify(item));
    expect(texts).toEqual(lines);
  });

  it('says how far it is read', async () => {
    const counts: number[] = [];
    const items = await open('a.csv', `n\n${'1\n'.repeat(60_000)}`);
    expect((await items.summarize((rows) => counts.push(rows)))?.length).toBe(60_000);
    expect(counts).toEqual([25_000, 50_000]);
  });
});

describe('an item that cannot be put in order', () => {
  const refusal = async (name: string, content: string, keys: object) => {
    const items = await open(name, content, undefined, keys);
    return (items.kind === 'list' ? items.summarize() : take(items)).then(String, (error: Error) => error.message);
  };
  const priority = { priority: 'urgency' };

  it.each([
    [
      'a.csv',
      'urgency\n2.5\nsoon',
      priority,
      'a.csv, row 2: "urgency" is its priority, and must be a number, not "soon"',
    ],
    ['a.csv', 'urgency,b\n1,x\n,y', priority, 'a.csv, row 2: "urgency" is its priority, and must be a number, not ""'],
    ['a.jsonl', '{"urgency": 1}\n\n{"urgency": true}', priority, 'a.jsonl, line 3: "urgency" is'],
    [
      'a.json',
      '[{"b": 1}]',
      priority,
      'item 1: "urgency" is its priority, and must be a number; the item has no such key',
    ],
    ['a.mjs', 'export const data = function* () { yield { urgency: [1] }; };', priority, 'a.mjs, item 1: "urgency"'],
    ['a.jsonl', '{"topic": null}', { round_robin: 'topic' }, 'must be text, a number, true or false, not null'],
  ])('is refused with its place: %s, %j', async (name, content, keys, words) =>
    expect(await refusal(name, content, keys)).toContain(words),
  );

  it('is none with numbers as text, and with groups of any plain value', async () => {
    const keys = { priority: 'urgency', round_robin: 'topic' };
    for (const content of ['urgency,topic\n 1e3 ,a\n-2,b', 'urgency,topic\n0,1'])
      expect(await refusal('a.csv', content, keys)).not.toContain('must be');
  });
});

describe('an item that is too large to be recorded', () => {
  const large = 'é'.repeat(60);
  it.each([
    ['row 2', 'a.csv', `text\nsmall\n${large}\n`],
    ['line 2', 'a.jsonl', `{"text":"small"}\n{"text":"${large}"}\n`],
    ['item 2', 'a.json', `[{"text":"small"},{"text":"${large}"}]`],
    ['item 2', 'a.mjs', `export const data = [{ text: 'small' }, { text: '${large}' }];`],
  ])('is refused by its place, %s in %s, with its size and the limit', async (place, name, content) => {
    const items = await open(name, content, 100);
    await expect(items.summarize()).rejects.toMatchObject({
      code: 'data/bad-row',
      message: `${name}, ${place}: the item has 142 bytes, and at most 100 can be recorded; put large contents into files of the page, and their names into the item.`,
    });
    expect((await (await open(name, content, 142)).summarize())?.length).toBe(2);
  });
});

describe('data that cannot be read', () => {
  it.each([
    ['a.csv, line 3: the row has 3 values, and the header has 2 columns.', 'a.csv', 'a,b\n1,2\n1,2,3\n'],
    ['a.csv, line 4: the row has 1 value, and the header has 2 columns.', 'a.csv', 'a,b\r\n1,2\r\n\r\n1\r\n'],
    ['a.csv, line 1: two columns are called "a".', 'a.csv', 'a,b,a\n1,2,3\n'],
    ['a.csv, line 1: column 1 has no name.', 'a.csv', ',text\n0,hello\n'],
    ['a.csv, line 1: the columns are separated by semicolons, and must be separated by commas.', 'a.csv', 'a;b\n1;2\n'],
    ['a.tsv, line 1: the columns are separated by commas, and must be separated by tabs.', 'a.tsv', 'a,b\n1,2\n'],
    ['a.csv, line 1: no column can be called "__proto__".', 'a.csv', '__proto__,t\nhi,x\n'],
    ['a.json, line 3: in "t.0", the number 1e400 is larger than can', 'a.json', '[{"t": 1},\n\n{"t": [1e400]}]'],
    ['a.jsonl, line 2: in "t", the number -1e400 is larger than can be', 'a.jsonl', '{"t": 1}\n{"t": -1e400}'],
    [
      'a.jsonl, line 1: in "id", the number 675127116845989889 would become 675127116845989900; write it as text, in quotes.',
      'a.jsonl',
      '{"id": 675127116845989889}',
    ],
    ['a.json, line 2: in "id", the number 9007199254740993 would', 'a.json', '[{"id": 1},\n{"id": 9007199254740993}]'],
    ['a.json, line 1: no key can be called "__proto__".', 'a.json', '[{"t": 1, "__proto__": {"x": 1}}]'],
    ['a.jsonl, line 1: in "shared", no key can be called "__proto__".', 'a.jsonl', '{"shared": {"__proto__": 1}}'],
    ['a.json, line 1: in "unit_data.1", no key can be', 'a.json', '[{"unit_data": [{"t": 1}, {"__proto__": 1}]}]'],
    ['a.jsonl, line 1: in "t", the text has half of a character (\\ud83d)', 'a.jsonl', '{"t": "\\ud83d"}'],
    [
      'a.mjs, item 1: in "a", no key can be called "__proto__".',
      'a.mjs',
      'export const data = [{ a: JSON.parse(\'{"__proto__": 1}\') }];',
    ],
    ['a.mjs, item 1: in "score", NaN is a number that', 'a.mjs', 'export const data = [{ score: NaN }];'],
    ['a.csv, line 1: "sep=" is for spreadsheets alone', 'a.csv', 'sep=,\na,b\n1,2\n'],
    ['a.csv, line 1: two columns are called "a".', 'a.csv', 'a,a\u200b\n1,2\n'],
    ['line 3: a quotation mark opens in this row and never closes.', 'a.csv', 'a,b\n1,2\n1,"2\n3,4\n'],
    ['line 2: a quotation mark opens in this row and never closes.', 'a.csv', 'a,b\r\n1,"2\r\n3,4\r\n'],
    ['line 2: a quotation mark opens in this row, and no other closes it', 'a.csv', 'a,b\n1,"good\n2,"bad"\n'],
    [
      'line 5: a quotation mark is inside a value',
      'a.csv',
      'a,b\r\n1,"a\r\nb\r\n\r\n2,5" wide"\r\n'.replace('b\r\n\r\n', 'b"\r\n\r\n'),
    ],
    ['line 2: quotation marks inside a value are written twice', 'a.csv', 'a,b,c\n1,"blah\\"",x\n60,"fine",y\n'],
    ['a.csv, line 4: the row has 3 values', 'a.csv', '\n\na,b\n1,2,3\n'],
    ['a.csv, line 3: a quotation mark is inside a value', 'a.csv', '"text\nmore",b\n1,5" wide\n'],
    ['line 2: a quotation mark is inside a value', 'a.csv', 'a,b,c\n1,"He said, ""hi"" to me",5" wide\n'],
    ['line 2: a quotation mark is inside a value', 'a.csv', 'a,b,c\n1,"a\nb" x,2\n'],
    ['line 1: names of columns are in quotation marks', 'a.tsv', '"a"\t"b"\n"1"\t"2"\n'],
    ['line 2: the row has more than 16 MiB', 'a.tsv', `a\tb\n1\t${',"x'.repeat(6 * 1024 ** 2)}\n`],
    ['line 2: a quotation mark opens in this row and never closes', 'a.csv', `a,b\n1,"${'x\n'.repeat(9 * 1024 ** 2)}`],
    ['line 2: a blank is beside a quotation mark', 'a.csv', 'a,b\nsome, "two, three"\n'],
    ['line 1: a blank is beside a quotation mark', 'a.csv', '"a" ,b\n1,2\n'],
    ['a.csv, line 5: the row has 3 values', 'a.csv', 'é,b\r\n1,"ž\r\nb"\r\n\r\n1,2,3\r\n'],
    ['a.csv, line 2: a quotation mark is inside a value', 'a.csv', 'a,b\n1,5" wide\n'],
    ['a.csv, line 2: a quotation mark is inside a value', 'a.csv', 'a,b\n1,"5" wide\n'],
    ['a.csv has no items', 'a.csv', ''],
    ['a.csv has no items', 'a.csv', 'a,b\n'],
    ['a.jsonl, line 3: this is not JSON: ', 'a.jsonl', '{}\n\n{a: 1}\n'],
    ['a.jsonl, line 1: an item must be an object with keys, and this is a list.', 'a.jsonl', '[1]\n'],
    ['a.jsonl has no items', 'a.jsonl', '\n'],
    ['a.json, line 3: this is not JSON: ', 'a.json', '[\n{"a": 1},\n{"a" 2}]'],
    ['a.json, line 1: this is not JSON: ', 'a.json', ''],
    ['a.json cannot be read: it must contain a list of items: [ … ].', 'a.json', '{"a": []}'],
    ['a.json, item 2: an item must be an object with keys, and this is the number 3.', 'a.json', '[{}, 3]'],
    ['a.json, item 1: an item must be an object with keys, and this is null.', 'a.json', '[null]'],
    ['a.json, item 1: "shared" must be an object with keys, and is the string "x".', 'a.json', '[{"shared": "x"}]'],
    ['a.json, item 1: "unit_data" must be a list with an object for each unit.', 'a.json', '[{"unit_data": []}]'],
    ['a.json, item 1: "unit_data" must be a list with an object for each unit.', 'a.json', '[{"unit_data": [1]}]'],
    ['a.json has no items', 'a.json', '[]'],
    ['a.json, line 3: the key "b" stands twice in one object.', 'a.json', '[{"b": 1},\n{"b": 1,\n"b": 2}]'],
    [
      'a.jsonl, line 2: in "a", the key "b" stands twice in one object.',
      'a.jsonl',
      '{"b": 1}\n{"a": {"b": 1, "b": 1}}\n',
    ],
    ['a.csv cannot be read: it is UTF-16 text', 'a.csv', Uint8Array.of(0xff, 0xfe, 0x61, 0x00)],
    ['a.csv cannot be read: it looks like UTF-16 text', 'a.csv', Buffer.from('text\none\n', 'utf16le')],
    ['a.csv cannot be read: line 2 is not UTF-8 text', 'a.csv', Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a)],
    ['a.csv cannot be read: line 2 is not UTF-8 text', 'a.csv', Uint8Array.of(0x61, 0x0a, 0xc5)],
    ['line 50001 is not UTF-8 text', 'a.jsonl', Buffer.from(`${'{"a":1}\n'.repeat(50_000)}{"a":"\xe9"}\n`, 'latin1')],
    ['a.csv cannot be read: line 3 has a NUL character (U+0000); remove it', 'a.csv', 'a,b\r\n1,2\r\nx,y\0\r\n'],
    ['a.csv, line 1: the columns "a b" and "a\\u{a0}b" look alike', 'a.csv', 'a b,a\u00a0b\n1,2\n'],
    ['a.jsonl, line 1: the keys "text" and "text " look alike', 'a.jsonl', '{"text": 1, "text ": 2}'],
    ['item 1: the keys "a" and "a\\u{200b}" look alike', 'a.json', '[{"shared": {"a": 1, "a\u200b": 2}}]'],
    ['item 1: the keys "a" and "a " look alike', 'a.json', '[{"unit_data": [{"a": 1, "a ": 2}]}]'],
    ['a.mjs cannot be read: it must export "data"', 'a.mjs', 'export const items = [];'],
    ['a.mjs cannot be read: it must export "data"', 'a.mjs', 'export const data = "text";'],
    [
      'a.mjs, item 2: in "n", 1 is a BigInt; write it as text, in quotes.',
      'a.mjs',
      'export const data = [{}, { n: 1n }];',
    ],
    ['a.mjs, item 1: in "a", the value contains itself.', 'a.mjs', 'const a = {}; a.a = a; export const data = [a];'],
    [
      'a.mjs, item 1: an item must be an object with keys, and this is null.',
      'a.mjs',
      'export const data = [undefined];',
    ],
  ])('is refused: %s', async (sentence, name, content) => {
    expect(await refusalOf(name, content)).toContain(sentence);
  });

  it.each([
    ['a.json', (deep: string) => `[\n{"a": 1},\n{"a": ${deep}}]`, 'a.json, line 3: ', 98],
    ['a.jsonl', (deep: string) => `{"a": 1}\n{"a": ${deep}}`, 'a.jsonl, line 2: ', 99],
    ['a.mjs', (deep: string) => `export const data = [{ a: 1 }, { a: ${deep} }]`, 'a.mjs, item 2: ', 99],
  ])('is refused where it is too deep, in %s', async (name, content, place, most) => {
    for (const levels of [most + 1, 1000])
      expect(await refusalOf(name, content(nested(levels)))).toBe(
        `${place}lists and objects stand more than 100 levels deep in each other.`,
      );
    expect((await (await open(name, content(nested(most)))).summarize())?.length).toBe(2);
  });

  it('is refused however deep it is', async () => {
    expect(await refusalOf('a.json', nested(1_000_000))).toContain('more than 100 levels');
    expect(await refusalOf('a.jsonl', '{"a":'.repeat(1_000_000))).toContain('more than 100 levels');
    const code = 'let a = []; for (let n = 0; n < 100_000; n++) a = [a]; export const data = [{ a }];';
    expect(await refusalOf('a.mjs', code)).toContain('more than 100 levels');
  });

  it('is refused as well when nobody checked it', async () => {
    const pull = (await open('a.csv', 'a,b\n1,2\n1\n')).pull(0);
    await expect(pull.next(5)).rejects.toMatchObject({ code: 'data/bad-row' });
  });
});

describe("a task's own data code", () => {
  const counting = 'export function* data() { for (let n = 0; ; n++) { globalThis.made = n + 1; yield { n }; } }';

  it('may never end, and makes no item before it is asked for', async () => {
    const items = await open('a.mjs', counting);
    expect(items.kind).toBe('generator');
    expect(await items.summarize()).toBeUndefined();
    const pull = items.pull(3);
    expect(globalThis).not.toHaveProperty('made');
    expect(await pull.next(2)).toEqual([{ shared: { n: 3 } }, { shared: { n: 4 } }]);
    expect(globalThis).toHaveProperty('made', 5);
    Reflect.deleteProperty(globalThis, 'made');
  });

  it('is called with the config, and with how many items are in use if it handles that itself', async () => {
    const code = `export const handlesSkip = true;
      export async function* data({ skip, config }) { for (let n = skip; n < config.task_config.n; n++) yield { n, skip }; }`;
    expect(await sharedOf(await open('a.mjs', code), 2)).toEqual([{ n: 2, skip: 2 }]);
  });

  it('has the items in use dropped if it does not', async () => {
    const code = 'export async function* data({ skip }) { for (let n = 0; n < 3; n++) yield { n, skip }; }';
    expect(await sharedOf(await open('a.ts', code), 2)).toEqual([{ n: 2, skip: 0 }]);
  });

  it('may export what a generator function returned', async () => {
    const items = await open('a.mjs', 'export const data = (function* () { yield { n: 1 }; yield { n: 2 }; })();');
    expect(items.kind).toBe('generator');
    expect(await sharedOf(items)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('has dates as text, and without keys that are undefined', async () => {
    const code = 'export const data = [{ at: new Date(0), gone: undefined, list: [null] }];';
    expect(await sharedOf(await open('a.mjs', code))).toEqual([{ at: '1970-01-01T00:00:00.000Z', list: [null] }]);
  });
});
