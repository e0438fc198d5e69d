import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { visit } from './visitor.ts';

// Debian's python3-pandas, which knows nothing of how these files are written. Debian has no reader of Parquet for it.
const python = '/usr/bin/python3';
const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0;
if (!hasPandas) console.warn('Exports are not read back with pandas: install the Debian package python3-pandas.');

/** Reads tables of texts, and lines of JSON, and writes their rows as JSON. */
const script = `
import json, sys, pandas
folder = sys.argv[1]
table = lambda name, **how: pandas.read_csv(folder + '/' + name, dtype=str, keep_default_na=False, **how).to_dict('records')
print(json.dumps({
  'wide': table('csv'),
  'simple': table('csv-simple', encoding='utf-8-sig'),
  'long': table('csv-long'),
  'items': table('items.csv'),
  'lines': [json.loads(line) for line in open(folder + '/jsonl', encoding='utf-8')],
}))
`;

type Table = Record<string, string>[];
type Line = { unit: string; data: { text: string }; answer: { said: string }; reviews: unknown[] };

describe.skipIf(!hasPandas)('exports that pandas reads', () => {
  const texts = ['=1+1', 'two\nlines, "quoted"', 'Grüße 日本 👍', "'=kept", ' blanks ', 'a\\,b\ttab', '-5', ''];
  let daemon: TestDaemon;
  let run: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = texts.map((text) => ({ text, 'a.b': 0.1 }));
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'texts', items))).id;
    const ada = openWorker(daemon.port, run, 'ada');
    for (let work = await ada.arrive(); work; work = await ada.arrive())
      await ada.submit(work as Work, { said: String(work.data.text) });
    ada.close();
    await settled(daemon.port);
    for (const query of ['csv', 'csv-simple', 'csv-long', 'jsonl', 'csv&by=item']) {
      const [format = '', by] = query.split('&');
      const { text } = await visit(daemon.port, `/api/export?of=${run}&format=${query}`);
      writeFileSync(join(daemon.folder, by ? `items.${format}` : format), text);
    }
  });
  afterAll(() => daemon?.end());

  /** A cell without the quote that keeps a spreadsheet from running it. */
  const read = (cell = '') => (/^'+[=+\-@\t\r\n\0]/.test(cell) ? cell.slice(1) : cell);

  it('have the same texts, numbers and lists in every format', () => {
    const { stdout, stderr } = spawnSync(python, ['-c', script, daemon.folder], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { wide, simple, long, items, lines } = JSON.parse(stdout) as Record<string, Table> & { lines: Line[] };
    expect(lines.map(({ data }) => data.text)).toEqual(texts);
    for (const said of [
      lines.map(({ answer }) => answer.said),
      wide?.map((row) => read(row['answer.said'])),
      wide?.map((row) => read(row['data.text'])),
      simple?.map((row) => read(row.answer)),
      long?.map((row) => read(row.value)),
      long?.map((row) => (JSON.parse(row.data ?? '') as Line['data']).text),
      items?.map((row) => (JSON.parse(row.answers ?? '') as Line[])[0]?.answer.said),
    ])
      expect(said).toEqual(texts);
    expect(wide?.map((row) => [row['data.a\\.b'], row.reviews])).toEqual(texts.map(() => ['0.1', '[]']));
    expect(Object.keys(simple?.[0] ?? {})[0]).toBe('item');
  });
});
