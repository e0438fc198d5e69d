import { describe, expect, it } from 'vitest';
import { aRun, command, withFakeServer } from '../for-tests.ts';

const named = (key: string, name: string, value: number, low: number | null = null, high: number | null = null) => ({
  ...{ key, name, low, high, reference: null },
  figure: { value },
});
const counts = { items: 2, workers: 3, answers: 6 };
const why = {
  ...{ key: 'f1', name: 'F1', reference: 'gold', low: null, high: null },
  figure: { value: null, why: 'This label did not occur.' },
};
const picture = {
  reference: 'gold',
  labels: ['cat', 'dog'],
  answers: {
    counts: [
      [2, 1],
      [0, 3],
    ],
    classes: [
      { label: 'cat', right: 3, given: 2, precision: 1, recall: 2 / 3, f1: 0.8 },
      { label: 'dog', right: 3, given: 4, precision: 0.75, recall: 1, f1: null },
    ],
  },
  aggregated: null,
};
const found = {
  questions: [
    { key: 'animal', label: 'Animal', kind: 'choice', closed: true, answers: 6 },
    { key: 'sure', label: 'Sure', kind: 'choice', closed: true, answers: 6 },
  ],
  question: 'animal',
  level: 'nominal',
  keys: ['topic'],
  whole: { ...counts, figures: [named('accuracy', 'Right', 5 / 6, 0.5, 0.9), why], picture },
  beside: null,
  subsets: null,
  sequence: 3,
};
const runs = { 'GET /api/runs': { runs: [aRun()] } };
const rowsOf = (out: string) => out.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));

describe('quality --show', () => {
  it('is figures with intervals or why there are none, a table, and the keys to split by', () =>
    withFakeServer(
      { ...runs, 'GET /api/quality/classes?run=films-x7k2p&method=dawid-skene': found },
      async (_, dataFolder) => {
        const { code, out } = await command(['quality', 'films-x7k2p', '--show', 'classes'], { dataFolder });
        expect(code).toBe(0);
        for (const line of [
          'question | Animal (animal, nominal)',
          'answers | 6 to 2 items by 3 workers',
          'others | sure; choose with --question',
          'FIGURE | VALUE',
          'Right | 0.833 (95 %: 0.500 to 0.900)',
          'F1 | undefined: This label did not occur.',
          'LABEL | KNOWN | GIVEN | PRECISION | RECALL | F1',
          'cat | 3 | 2 | 1 | 0.667 | 0.800',
          'RIGHT ↓ GIVEN → | cat | dog',
          'cat | 2 | 1',
        ])
          expect(rowsOf(out)).toContain(line);
        expect(out).toContain('by        topic; ');
      },
    ));

  it('is split by a key, and stands beside those of another run', () => {
    const part = { ...counts, figures: [named('accuracy', 'Right', 0.5)] };
    const aggregated = { ...named('f1', 'F1, against aggregated ones', 0.125), reference: 'aggregated' };
    const beside = { ...part, figures: [named('accuracy', 'Right', 0.25), aggregated] };
    const reply = {
      ...found,
      beside: { run: 'films-0', ...beside, picture },
      subsets: { key: 'topic', rows: [{ value: 'farm', whole: part, beside }], more: 2 },
    };
    const address = 'GET /api/quality/classes?task=films&by=topic&beside=films-0&method=dawid-skene';
    return withFakeServer({ ...runs, [address]: reply }, async (_, dataFolder) => {
      const words = ['quality', 'films', '--show', 'classes', '--by', 'topic', '--beside', 'films-0'];
      const rows = rowsOf((await command(words, { dataFolder })).out);
      for (const line of [
        'FIGURE | FILMS | FILMS-0',
        'Right | 0.833 (95 %: 0.500 to 0.900) | 0.250',
        'TOPIC | ANSWERS | FIGURE | FILMS | FILMS-0',
        'farm | 12 | Right | 0.500 | 0.250',
        'and 2 more values',
        // Held against something else, it is another figure.
        'F1 | undefined: This label did not occur. | –',
        'F1, against aggregated ones | – | 0.125',
        'farm | 12 | F1, against aggregated ones | – | 0.125',
      ])
        expect(rows).toContain(line);
      expect(rows.some((row) => row.includes('cannot be compared'))).toBe(true);
      const json = await command([...words, '--json'], { dataFolder });
      expect(JSON.parse(json.out).beside.run).toBe('films-0');
    });
  });

  it('says that there are none, refuses --by without it, and figures that do not exist', () =>
    withFakeServer(
      {
        ...runs,
        'GET /api/quality/position?task=films&method=dawid-skene': {
          ...found,
          questions: [],
          question: null,
          whole: null,
        },
      },
      async (_, dataFolder) => {
        const { out } = await command(['quality', 'films', '--show', 'position'], { dataFolder });
        expect(out).toBe('No question has such figures yet.\n');
        const { code, err } = await command(['quality', 'films', '--by', 'topic'], { dataFolder });
        expect([code, err]).toEqual([1, expect.stringContaining('(quality/needs-show)')]);
        expect((await command(['quality', 'films', '--show', 'mood'], { dataFolder })).code).toBe(2);
      },
    ));

  it('says workers by the names that the server tells, and keeps the ids in JSON', () => {
    const alike = { one: 'w1', other: 'w2', items: 2, same: 2, kappa: null };
    const between = { workers: ['w1', 'w2'], workers_total: 2, pairs: [alike] };
    return withFakeServer(
      {
        ...runs,
        'GET /api/quality/pairs?run=films-x7k2p&method=dawid-skene': {
          ...{ ...found, whole: { ...counts, figures: [], picture: between } },
        },
        'GET /api/worker-names?workers=w1%2Cw2': { names: [{ worker: 'w1', name: 'Ada' }] },
      },
      async (_, dataFolder) => {
        const { out } = await command(['quality', 'films-x7k2p', '--show', 'pairs'], { dataFolder });
        expect(rowsOf(out)).toContain('Ada | w2 | 2 | 2');
        const { out: json } = await command(['quality', 'films-x7k2p', '--show', 'pairs', '--json'], { dataFolder });
        expect(JSON.parse(json)).toMatchObject({ whole: { picture: between }, worker_names: { w1: 'Ada' } });
      },
    );
  });
});
