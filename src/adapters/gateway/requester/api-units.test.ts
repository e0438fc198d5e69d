import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { AssignmentCreated } from '../../../events/assignment.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import { ada, bob, opened, runId, submitted, took, unitAt } from '../../../events/fixtures.ts';
import { assignmentIdOf } from '../../../events/ids.ts';
import { projected, recorded } from '../../../projections/specify.ts';
import { answerErrors } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { unitsApi } from './api-units.ts';
import { openCompared } from './compared.ts';

const item = (nth: number, shared: Record<string, unknown>) =>
  AssignmentCreated({ assignmentId: assignmentIdOf(runId, nth), units: 1, shared });
const gold = { quality: { gold: { genre: 'truth' } } };
const judged = [
  { ...opened(), data: { ...opened().data, config: gold } },
  item(0, { title: 'Jaws', truth: 'Horror' }),
  item(1, { title: 'Heat', truth: 'Crime' }),
  ...[...took(ada, unitAt(0, 0)), submitted(ada, unitAt(0, 0), { genre: 'Horror' })],
  ...[...took(bob, unitAt(1, 0)), submitted(bob, unitAt(1, 0), { genre: 'Drama' })],
];
const before = [opened(), item(0, { title: 'Jaws' }), item(1, { title: 'Heat' }), item(2, { title: 'Laura' })];
const after = [...before, item(3, { title: 'M', about: 'A town looks for a murderer of children.' })];

function appOf(facts: { now: readonly AnyNewFact[] }) {
  const app = Fastify();
  answerErrors(app, () => undefined);
  const readModel = {
    get db() {
      return projected(recorded([...facts.now])).db;
    },
    sequence: () => facts.now.length,
    reached: async () => undefined,
  };
  app.addHook('onRequest', async (request) => {
    request.caller = { by: 'reviewer:anna', role: 'owner', login: 'none' };
  });
  unitsApi(app, {
    readModel,
    search: { close: () => undefined },
    calls: {},
    withCompared: openCompared(),
    reviewUrlOf: () => null,
  } as never);
  return async (query: string) => (await app.inject(`${appRoutes}/api/units?limit=2&${query}`)).json();
}

it('keeps the first columns of a list through its pages, whatever comes in meanwhile', async () => {
  const facts = { now: before };
  const ask = appOf(facts);
  const first = await ask('columns=first');
  expect(first).toMatchObject({ columns: ['item:title'], units: [{ cells: { 'item:title': 'Jaws' } }, {}] });
  facts.now = after;
  expect((await ask('columns=first')).columns).toEqual(['item:about', 'item:title']);
  const next = await ask(`columns=first&cursor=${encodeURIComponent(first.cursor)}`);
  expect(next).toMatchObject({ columns: ['item:title'], units: [{ cells: { 'item:title': 'Laura' } }, {}] });
  expect(next.units).toHaveLength(2);
});

it('goes on by such a cursor also without columns, and refuses one with other columns', async () => {
  const ask = appOf({ now: before });
  const { cursor } = await ask('columns=first');
  expect((await ask(`cursor=${encodeURIComponent(cursor)}`)).units).toHaveLength(1);
  expect(await ask('columns=first&cursor=2|title')).toMatchObject({ code: 'request/bad-shape' });
});

it('says of ordinary units, too, whether they answered as is known to be right, if that is asked for', async () => {
  const ask = appOf({ now: judged });
  const { units } = await ask('known=true');
  expect(units.map(({ known }: { known?: unknown }) => known)).toEqual([{ genre: true }, { genre: false }]);
  expect((await ask('')).units[0]).not.toHaveProperty('known');
});

it('finds right and wrong answers to ordinary items, just those that the column has, also in what comes in later', async () => {
  const facts: { now: AnyNewFact[] } = { now: judged.slice(0, -1) };
  const ask = appOf(facts);
  const ids = async (query: string) => {
    const { units, total } = await ask(query);
    expect(total).toBe(units.length);
    return units.map(({ id }: { id: string }) => id);
  };
  expect(await ids('judged=right')).toEqual([unitAt(0, 0).unitId]);
  expect(await ids('judged=wrong')).toEqual([]);
  facts.now = judged;
  expect(await ids('judged=wrong')).toEqual([unitAt(1, 0).unitId]);
  expect(await ids('judged=wrong&purpose=ordinary&status=completed&sort=newest')).toEqual([unitAt(1, 0).unitId]);
  expect(await ids('judged=wrong&purpose=gold')).toEqual([]);
  expect(await ids(`judged=wrong&run=${runId}`)).toEqual([unitAt(1, 0).unitId]);
});
