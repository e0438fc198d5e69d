import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { AssignmentCreated } from '../../../events/assignment.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import { opened, runId } from '../../../events/fixtures.ts';
import { assignmentIdOf } from '../../../events/ids.ts';
import { projected, recorded } from '../../../projections/specify.ts';
import { answerErrors } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { unitsApi } from './api-units.ts';

const item = (nth: number, shared: Record<string, unknown>) =>
  AssignmentCreated({ assignmentId: assignmentIdOf(runId, nth), units: 1, shared });
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
  unitsApi(app, { readModel, search: { close: () => undefined }, calls: {}, reviewUrlOf: () => null } as never);
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
