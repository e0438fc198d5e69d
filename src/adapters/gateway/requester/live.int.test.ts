import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { live } from '../../../api/runs.ts';
import { RowsDamaged } from '../../../projections/store/database.ts';
import { answerErrors } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { liveApi } from './live.ts';

let app: FastifyInstance;
let reports: unknown[];
let overview: () => unknown;
let change: () => void;
const damage = new RowsDamaged('malformed');
const failing = () => {
  throw damage;
};

beforeEach(async () => {
  app = Fastify({ forceCloseConnections: true });
  reports = [];
  answerErrors(app, (error) => reports.push(error));
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    request.caller = { by: 'spec', role: 'reader' };
  });
  const onChange = (listener: () => void) => {
    change = listener;
    return () => undefined;
  };
  await liveApi(app, { overview: async () => overview(), onChange, onOpen: () => undefined });
});
afterEach(() => app.close());

describe('the page of all runs', () => {
  it('gets the reason why it cannot be shown, and not that something was sent already', async () => {
    overview = failing;
    const { statusCode, body } = await app.inject(`${appRoutes}${live.path}`);
    expect([statusCode, JSON.parse(body).code, reports]).toEqual([503, 'read-model/damaged', [damage]]);
  });

  it('is kept open when what changed cannot be read for now', async () => {
    overview = () => ({ runs: [] });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const { body, status } = await fetch(`${url}${appRoutes}${live.path}`);
    const reader = body?.getReader();
    await reader?.read();
    overview = failing;
    change();
    while (reports.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    overview = () => ({ runs: ['again'] });
    change();
    const next = await reader?.read();
    expect([status, reports, new TextDecoder().decode(next?.value)]).toEqual([
      200,
      [damage],
      expect.stringContaining('again'),
    ]);
    await reader?.cancel();
  });
});
