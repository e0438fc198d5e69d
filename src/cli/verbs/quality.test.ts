import { describe, expect, it } from 'vitest';
import { aRun, command, lines, withFakeServer } from '../for-tests.ts';

const none = { value: null, why: 'Everybody gave the same answer.' };
const found = {
  questions: [
    { key: 'genre', label: 'Genre', kind: 'choice', closed: true, answers: 4 },
    { key: 'sure', label: 'Sure', kind: 'choice', closed: true, answers: 4 },
  ],
  question: 'genre',
  level: 'nominal',
  items: 2,
  workers: 2,
  answers: 4,
  aggregation: { method: 'dawid-skene', version: 2, variant: 'smoothed', notes: ['Few answers each.'] },
  agreement: {
    pairwise: { value: 0.5 },
    alpha: { value: 0.2409 },
    alpha_interval: { low: 0.1, high: 0.4 },
    fleiss: none,
    ...{ cohen: { value: 0.3 }, cohen_linear: { value: 0.412 }, cohen_quadratic: { value: 0.513 } },
    ac1: { value: 0.25 },
  },
  item_agreement: [],
  labels: [{ label: 'Drama', answers: 3, aggregated: 2 }],
  reliability: [
    {
      worker: 'w1',
      answers: 2,
      reliability: 0.51,
      agrees_with_majority: null,
      gold: { right: 1, of: 2, low: 0.09, high: 0.91 },
      flags: [],
    },
    {
      ...{ worker: 'w3', answers: 2, reliability: 0.9, agrees_with_majority: 0.5, gold: null },
      flags: ['Often in a hurry.', 'if returned >= 2: flag'],
    },
  ],
  gold: { majority: { value: 0.75 }, aggregated: { value: 1 }, items: 2 },
  strengths: [
    { option: 'Alien', strength: 0.5, low: 0.1, high: 0.9 },
    { option: 'Brazil', strength: -0.5, low: null, high: null },
  ],
  strengths_notes: ['The choices fall into 2 parts.'],
  pastes: [{ worker: 'w2', answers: 4, with_pastes: 3 }],
  evidence: [{ kind: 'fast', worker: 'w1', other: null, sentence: 'Too fast\u001b[2J.', units: [] }],
  sequence: 9,
};
const runs = { 'GET /api/runs': { runs: [aRun()] } };

describe('quality', () => {
  it('is figures, labels, workers and what is worth a look', () =>
    withFakeServer({ ...runs, 'GET /api/quality?run=films-x7k2p&method=dawid-skene': found }, async (_, dataFolder) => {
      const { code, out } = await command(['quality', 'films-x7k2p'], { dataFolder });
      expect(code).toBe(0);
      const rows = out.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
      for (const line of [
        'question | Genre (genre, nominal)',
        'answers | 4 to 2 items by 2 workers',
        'alpha | 0.241 (95 %: 0.100 to 0.400)',
        "Fleiss' kappa | undefined: Everybody gave the same answer.",
        'by dawid-skene | 100 %',
        'others | sure; choose with --question',
        'aggregated | dawid-skene, version 2, smoothed',
        'Few answers each.',
        'weighted by steps | 0.412',
        'by squared steps | 0.513',
        'Alien | 0.50 | 0.10 to 0.90',
        'Brazil | -0.50',
        'The choices fall into 2 parts.',
        'Drama | 3 | 2',
        'w1 | 2 | 51 % | 1 of 2 (9 % to 91 %)',
        'w2 | 4 | 3 (75 %)',
        'FLAGGED BY RULES | RELIABILITY | WHY',
        'w3 | 90 % | Often in a hurry.; if returned >= 2: flag',
      ])
        expect(rows).toContain(line);
      expect(out).not.toContain('\u001b');
    }));

  it('is JSON for programs, of a task as well, with every option passed on', () =>
    withFakeServer(
      { ...runs, 'GET /api/quality?task=films&method=glad&question=genre&level=ordinal': found },
      async (_, dataFolder) => {
        const words = ['quality', 'films', '--question', 'genre', '--level', 'ordinal', '--method', 'glad', '--json'];
        const { code, out } = await command(words, { dataFolder });
        expect([code, JSON.parse(out).agreement.alpha.value]).toEqual([0, 0.2409]);
      },
    ));

  it('says what to do where nobody has answered yet, and that a name is unknown', () =>
    withFakeServer(
      {
        ...runs,
        'GET /api/quality?task=films&method=dawid-skene': { ...found, questions: [], question: null, evidence: [] },
      },
      async (_, dataFolder) => {
        expect((await command(['quality', 'films'], { dataFolder })).out).toContain('has answers yet');
        const { code, err } = await command(['quality', 'flims'], { dataFolder });
        expect([code, err]).toEqual([1, expect.stringContaining('(export/unknown)')]);
      },
    ));
});

describe('aggregate', () => {
  it('prints the answer of each item as a line, and what went wrong on the way', () =>
    withFakeServer(
      {
        ...runs,
        'GET /api/quality/aggregates?run=films-x7k2p&method=mace&question=genre': lines({
          assignment: 'a',
          label: 'x',
        }),
        'GET /api/quality/aggregates?run=films-x7k2p&method=dawid-skene&question=sure': lines({
          error: { code: 'server/bug', message: 'No.' },
        }),
      },
      async (_, dataFolder) => {
        const { out } = await command(['aggregate', 'films-x7k2p', '--question', 'genre', '--method', 'mace'], {
          dataFolder,
        });
        expect(out).toBe('{"assignment":"a","label":"x"}\n');
        const { code, err } = await command(['aggregate', 'films-x7k2p', '--question', 'sure'], { dataFolder });
        expect([code, err]).toEqual([1, 'No. (server/bug)\n']);
      },
    ));
});
