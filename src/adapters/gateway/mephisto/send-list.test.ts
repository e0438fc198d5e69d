import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { answerErrors } from '../http/errors.ts';
import { type PageOf, pagesOf, sendList } from './send-list.ts';

const numbers = Array.from({ length: 7 }, (_, n) => n);

describe('a list', () => {
  let app: FastifyInstance;
  const bugs: unknown[] = [];
  afterEach(() => app?.close());

  function get(pageOf: PageOf<number>, query: { limit?: number; cursor?: string } = {}) {
    app = Fastify();
    answerErrors(app, (error) => bugs.push(error));
    app.get('/', (_request, reply) =>
      sendList(reply, { name: 'numbers', beside: { of: 'x' }, query, pageOf, pageSize: 3 }),
    );
    return app.inject('/');
  }

  it('is complete without a limit, in pages of any size', async () => {
    for (const length of [0, 1, 3, 6, 7]) {
      const some = numbers.slice(0, length);
      const got = await get(pagesOf(some, (page) => page));
      expect(got.json()).toEqual({ of: 'x', numbers: some });
      await app.close();
    }
  });

  it('may have pages without a row, as long as more may come', async () => {
    const pages: Record<string, { rows: number[]; cursor?: string }> = {
      first: { rows: [], cursor: 'second' },
      second: { rows: [1], cursor: 'third' },
      third: { rows: [], cursor: 'last' },
      last: { rows: [2] },
    };
    const got = await get(({ cursor = 'first' }) => pages[cursor] ?? { rows: [] });
    expect(got.json()).toEqual({ of: 'x', numbers: [1, 2] });
  });

  it('is a page with a limit, and names the next page', async () => {
    const pageOf = pagesOf(numbers, (page) => page);
    const first = (await get(pageOf, { limit: 4 })).json();
    expect(first).toEqual({ of: 'x', numbers: [0, 1, 2, 3], cursor: '4' });
    expect((await get(pageOf, { limit: 4, cursor: first.cursor })).json()).toEqual({ of: 'x', numbers: [4, 5, 6] });
  });

  it('is refused with its status before anything is sent', async () => {
    const got = await get(
      pagesOf(numbers, (page) => page),
      { cursor: 'x' },
    );
    expect([got.statusCode, got.json().code]).toEqual([400, 'request/bad-shape']);
  });

  it('breaks off, and never looks whole, when something fails on the way', async () => {
    const failing: PageOf<number> = ({ cursor }) => {
      if (cursor) throw new Error('No more.');
      return { rows: [1, 2, 3], cursor: 'more' };
    };
    app = Fastify();
    answerErrors(app, (error) => bugs.push(error));
    app.get('/', (_request, reply) => sendList(reply, { name: 'numbers', query: {}, pageOf: failing }));
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    await expect(fetch(address).then((response) => response.text())).rejects.toThrow();
    expect(bugs).toContainEqual(new Error('No more.'));
  });
});
