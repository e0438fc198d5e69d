// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { quality } from '../../../src/api/quality.ts';
import {
  calibration,
  classFigures,
  enoughAnswers,
  furtherAgreement,
  numberFigures,
  overTime,
  positionFigures,
  type SectionName,
  type SectionReply,
  workerPairs,
} from '../../../src/api/quality-sections.ts';
import { overview } from '../../../src/api/runs.ts';
import { addressSearch, answer, openApp, sentTo } from '../for-tests.tsx';

// The library of charts draws nothing without a layout.
vi.mock('../charts/lazy-charts.tsx', () => ({
  preloadCharts: () => undefined,
  HorizontalBars: () => null,
  UprightBars: () => null,
  ProgressLines: () => null,
  CurveLines: () => null,
}));

const genre = { key: 'genre', label: 'Genre', kind: 'choice' as const, closed: true, answers: 4 };
const none = { value: null, why: 'There are no answers yet.' };
const plain = {
  questions: [genre],
  question: 'genre',
  level: 'nominal' as const,
  items: 4,
  workers: 3,
  answers: 4,
  agreement: {
    pairwise: none,
    alpha: none,
    alpha_interval: null,
    fleiss: none,
    cohen: none,
    cohen_linear: null,
    cohen_quadratic: null,
    ac1: none,
  },
  item_agreement: [],
  labels: [],
  reliability: [],
  gold_units: null,
  gold: null,
  strengths: null,
  strengths_notes: [],
  pastes: [],
  evidence: [],
  sequence: 1,
};
const named = (key: string, name: string, value: number | null) => ({
  ...{ key, name, reference: null },
  figure: value === null ? { value, why: 'Items do not have so many answers.' } : { value },
  low: value === null ? null : value - 0.1,
  high: value === null ? null : value + 0.1,
});
const counts = { items: 4, workers: 3, answers: 12 };
const confusion = {
  counts: [
    [5, 1],
    [0, 6],
  ],
  classes: [
    { label: 'cat', right: 6, given: 5, precision: 1, recall: 5 / 6, f1: 0.909 },
    { label: 'dog', right: 6, given: 7, precision: 6 / 7, recall: 1, f1: 0.923 },
  ],
};
const pictures: { [Name in SectionName]: NonNullable<SectionReply<Name>['whole']>['picture'] } = {
  agreement: { labels: ['cat', 'dog'] },
  numbers: {
    reference: 'gold',
    items: [{ item: 'zoo-1.3', answers: 3, mean: 4, median: 3, deviation: 2, gold: 3 }],
    items_total: 1,
    workers: [{ worker: 'ada', answers: 4, mae: 0.5, rmse: 0.7, bias: -0.5, pearson: null }],
  },
  classes: { reference: 'gold', labels: ['cat', 'dog'], answers: confusion, aggregated: confusion },
  pairs: {
    workers: ['ada', 'ben', 'cyd'],
    workers_total: 50,
    pairs: [{ one: 'ada', other: 'ben', items: 8, same: 6, kappa: 0.5 }],
  },
  enough: {
    reference: 'all',
    items: 4,
    points: [{ answers: 1, right: 0.8, low: 0.7, high: 0.9, reliability: 0.4 }],
  },
  calibration: { bins: [{ from: 0.9, to: 1, items: 3, said: 0.95, right: 1, low: 0.4, high: 1 }] },
  'over-time': {
    parts: [
      ...[
        {
          from: '2026-01-02T10:00:00.000Z',
          to: '2026-01-02T11:00:00.000Z',
          answers: 10,
          agree: 0.9,
          right: null,
          seconds: 12,
        },
      ],
    ],
    places: [{ from: 1, to: 1, answers: 3, agree: 1, right: null, seconds: 20 }],
  },
  position: {
    ...{ left: 20, right: 8, ties: 8 },
    workers: [{ worker: 'cyd', left: 12, right: 0, ties: 0, share: 1, chance: 0.0005 }],
    options: [{ option: 'film a', strength: 0.4, low: -0.1, high: 0.9 }],
  },
};
const replyOf = <Name extends SectionName>(name: Name, over: object = {}) =>
  ({
    ...{
      questions: [genre],
      question: 'genre',
      level: 'nominal',
      keys: ['topic'],
      beside: null,
      subsets: null,
      sequence: 1,
    },
    whole: {
      ...counts,
      figures: [named('one', 'First figure', 0.5), named('two', 'Second figure', null)],
      picture: pictures[name],
    },
    ...over,
  }) as unknown as SectionReply<Name>;

const region = async (name: string) => within(await screen.findByRole('region', { name }));

describe('further figures', () => {
  beforeEach(() => {
    answer(quality, plain);
    answer(overview, { runs: [], sequence: 1 } as never);
  });

  it('are fetched when they are chosen, and the choice is kept in the address', async () => {
    answer(furtherAgreement, replyOf('agreement'));
    const user = openApp('/quality?run=zoo-1');
    await (await region('Further figures')).findByText('Computed when you choose them.');
    expect(sentTo(furtherAgreement)).toEqual([]);
    await user.click(screen.getByRole('combobox', { name: 'Figures' }));
    await user.click(await screen.findByRole('option', { name: 'All coefficients of agreement' }));
    const row = await screen.findByRole('row', { name: /^First figure/ });
    expect(row.textContent).toBe('First figure0.5 (95 %: 0.4 to 0.6)');
    screen.getByText('Items do not have so many answers.');
    expect(addressSearch()).toMatchObject({ show: 'agreement', run: 'zoo-1' });
    expect(sentTo(furtherAgreement)[0]?.query).toEqual({ run: 'zoo-1' });
    // The figures of the screen itself are not asked for what they do not know.
    expect(sentTo(quality).at(-1)?.query).toEqual({ run: 'zoo-1' });
  });

  it('are split by a key of the data, and stand beside those of another run', async () => {
    const part = (value: number) => ({ ...counts, figures: [named('one', 'First figure', value)] });
    answer(furtherAgreement, ({ query }) =>
      replyOf('agreement', {
        beside: query.beside ? { run: 'zoo-0', ...part(0.25), picture: pictures.agreement } : null,
        subsets: query.by
          ? {
              key: 'topic',
              rows: [{ value: 'farm', whole: part(0.75), beside: query.beside ? part(0.125) : null }],
              more: 0,
            }
          : null,
      }),
    );
    const user = openApp('/quality?run=zoo-1&show=agreement&beside=zoo-0');
    expect((await screen.findByRole('row', { name: /^First figure/ })).textContent).toContain('0.25 (95 %');
    screen.getByRole('columnheader', { name: 'zoo-0' });
    await user.click(screen.getByRole('combobox', { name: 'Split by' }));
    await user.click(await screen.findByRole('option', { name: 'topic' }));
    const subsets = await region('By topic');
    expect(subsets.getByRole('row', { name: /^farm/ }).textContent).toBe(
      'farmFirst figure0.75 (95 %: 0.65 to 0.85)0.125 (95 %: 0.025 to 0.225)',
    );
    await waitFor(() => expect(addressSearch()).toMatchObject({ by: 'topic', beside: 'zoo-0' }));
    // Where the table is narrow, each value stands below the name of its column.
    for (const cell of subsets.getAllByRole('cell').slice(1)) expect(cell.dataset.head).toBeTruthy();
  });

  it('have a row of their own each where two runs are held against something else, and say so', async () => {
    const of = (reference: 'gold' | 'others', value: number) => ({
      ...named('mae', `Mean error, from ${reference}`, value),
      ...{ reference, low: null, high: null },
    });
    const side = (reference: 'gold' | 'others', value: number) => ({
      ...{ ...counts, figures: [of(reference, value)], picture: pictures.numbers },
    });
    answer(
      numberFigures,
      replyOf('numbers', { whole: side('gold', 0.5), beside: { run: 'zoo-0', ...side('others', 0.25) } }),
    );
    openApp('/quality?run=zoo-1&show=numbers&beside=zoo-0');
    expect((await screen.findByRole('row', { name: /^Mean error, from gold/ })).textContent).toMatch(/gold0\.5–$/);
    expect(screen.getByRole('row', { name: /^Mean error, from others/ }).textContent).toMatch(/others–0\.25$/);
    screen.getByText(/cannot be compared/);
  });

  it.each([
    ['numbers', numberFigures, 'Mean error of each worker', 'ada'],
    ['classes', classFigures, 'Confusion of single answers', 'cat'],
    ['classes', classFigures, 'Confusion of aggregated answers', 'dog'],
    ['pairs', workerPairs, 'Agreement of pairs of workers', 'ben'],
    ['enough', enoughAnswers, 'How many answers are enough', '0.8'],
    ['calibration', calibration, 'Calibration', '0.95'],
    ['over-time', overTime, 'Agreement over the run', '12'],
    ['over-time', overTime, "Agreement over each worker's answers", '20'],
    ['position', positionFigures, 'Workers by how often they chose left', 'cyd'],
    ['position', positionFigures, 'Strengths with ties and sides', 'film a'],
  ] as const)('of %s have a picture, with its numbers in a table', async (name, endpoint, title, text) => {
    answer(endpoint as typeof classFigures, replyOf(name) as never);
    openApp(`/quality?show=${name}`);
    const card = await region(title);
    card.getByRole('img', { name: `${title}. The numbers are in the table below.` });
    expect(card.getAllByRole('cell').map((cell) => cell.textContent)).toContain(text);
  });

  it('say that no question has them, and what the server refuses', async () => {
    answer(positionFigures, replyOf('position', { questions: [], question: null, whole: null }));
    answer(furtherAgreement, {
      refused: { status: 404, code: 'quality/no-key', message: 'Figures cannot be split by "mood".' },
    });
    const user = openApp('/quality?show=position');
    await screen.findByText('No question has such figures yet.');
    await user.click(screen.getByRole('combobox', { name: 'Figures' }));
    await user.click(await screen.findByRole('option', { name: 'All coefficients of agreement' }));
    await screen.findByText(/Figures cannot be split by "mood"/);
  });
});
