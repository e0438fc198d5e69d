import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { answerErrors } from '../http/errors.ts';
import { sendExport } from './api-exports.ts';

it('ends an export whose client left while it was being prepared, and reports nothing', async () => {
  const app = Fastify();
  const reports: unknown[] = [];
  answerErrors(app, (error) => reports.push(error));
  let closed = 0;
  const left = new AbortController();
  async function* bytes() {
    yield Buffer.from('a');
    throw new Error('The thread of an export ended before its export.');
  }
  app.get('/', async (request, reply) => {
    left.abort();
    await new Promise((resolve) => request.raw.once('close', resolve));
    return sendExport(
      reply,
      { of: { run: 'a' }, runs: [], sequence: 1, bytes: bytes(), close: () => void closed++ },
      'text/csv',
    );
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  await fetch(`http://127.0.0.1:${port}/`, { signal: left.signal }).catch(() => undefined);
  await expect.poll(() => closed).toBe(1);
  await app.close();
  expect(reports).toEqual([]);
});
