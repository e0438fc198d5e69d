import { describe, expect, it } from 'vitest';
import {
  adjudicated,
  created,
  launched,
  opened,
  person,
  rejected,
  runId,
  submitted,
  took,
  unitAt,
} from '../../events/fixtures.ts';
import { assignmentIdOf } from '../../events/ids.ts';
import { projected, recorded } from '../specify.ts';
import { openItemPages } from './items.ts';

const assignment = (item: number) => assignmentIdOf(runId, item);

function answers(item: number, place: number, name: string, colour: string) {
  const unit = unitAt(item, place);
  const who = person(name, item);
  const answer = [...took(who, unit), submitted(who, unit, { colour })];
  return colour === 'nonsense' ? [...answer, rejected(who, unit)] : answer;
}

const { db } = projected(
  recorded([
    opened(),
    ...[0, 1, 2].map((item) => created(assignment(item), 2)),
    launched,
    ...answers(1, 0, 'ada', 'blue'),
    ...answers(0, 0, 'ada', 'blue'),
    ...answers(0, 1, 'bob', 'grey'),
    ...answers(1, 1, 'bob', 'nonsense'),
    ...answers(2, 0, 'ada', 'red'),
    ...answers(2, 1, 'bob', 'red'),
    adjudicated({ colour: 'crimson' }, assignment(2)),
  ]),
);

const survey = new Map([
  [assignment(1), Number.NaN],
  [assignment(0), 0],
  [assignment(2), 1],
]);
const pages = openItemPages(
  () => db,
  async () => survey,
);
const page = (query: Partial<Parameters<typeof pages.page>[0]> = {}) =>
  pages.page({ order: 'disagreement', limit: 10, ...query });
const idsOf = ({ items }: Awaited<ReturnType<typeof page>>) => items.map(({ assignment: id }) => id);

describe('items side by side', () => {
  it('begin with those whose answers disagree most, and end with those that agree or have nothing to compare', async () => {
    expect(idsOf(await page())).toEqual([assignment(0), assignment(1), assignment(2)]);
    expect(idsOf(await page({ order: 'oldest' }))).toEqual([assignment(1), assignment(0), assignment(2)]);
  });

  it('are read page by page, each once, with the total', async () => {
    const first = await page({ limit: 2 });
    expect(first).toMatchObject({ total: 3, cursor: assignment(1) });
    const second = await page({ limit: 2, cursor: first.cursor });
    expect([idsOf(second), second.cursor]).toEqual([[assignment(2)], undefined]);
    await expect(page({ cursor: assignment(9) })).rejects.toMatchObject({ code: 'request/bad-shape' });
  });

  it('can be limited to those that are adjudicated, or to those that are not', async () => {
    expect(idsOf(await page({ adjudicated: true }))).toEqual([assignment(2)]);
    expect(await page({ adjudicated: false, limit: 1 })).toMatchObject({ total: 2, cursor: assignment(0) });
  });

  it('are compared by the answers that count', async () => {
    const [one] = (await page({ assignment: assignment(1) })).items;
    expect(one?.answers.map(({ decision }) => decision)).toEqual([null, 'rejected']);
    expect(one?.questions).toEqual([{ key: 'colour', agreement: null, labels: { blue: 1 } }]);
  });

  it('are sorted by age and not counted while they are still being compared', async () => {
    const unfinished = openItemPages(
      () => db,
      async (_scope, mayBeUnfinished) => (mayBeUnfinished ? undefined : survey),
    );
    const first = await unfinished.page({ order: 'disagreement', adjudicated: false, limit: 1 });
    expect(first).toMatchObject({ items: [{ assignment: assignment(1) }], total: null });
    expect(first.cursor).toBeUndefined();
    const second = await unfinished.page({ order: 'disagreement', limit: 1, cursor: assignment(0) });
    expect([idsOf(second), second.total]).toEqual([[assignment(1)], 3]);
    expect(await unfinished.page({ order: 'oldest', limit: 1 })).toMatchObject({ total: 3, cursor: assignment(1) });
  });
});
