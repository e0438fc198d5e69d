import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../api/endpoint.ts';
import { knownKeys } from '../../../api/known-keys.ts';
import { declaredEndpoints } from '../for-tests.ts';
import { answerErrors } from './errors.ts';
import { appRoutes } from './hosts.ts';
import { serve } from './serve.ts';

const all = await declaredEndpoints();
const strict = all.filter(([, endpoint]) => knownKeys(endpoint));

describe('every declared endpoint', () => {
  let app: FastifyInstance;
  const handled: string[] = [];

  beforeAll(async () => {
    app = Fastify();
    answerErrors(app, (error) => expect.fail(String(error)));
    for (const [name, endpoint] of all) {
      serve(app, endpoint, ({ reply }) => {
        handled.push(name);
        return reply.send({});
      });
    }
    await app.ready();
  });
  afterAll(() => app.close());

  async function ask({ method, path }: Endpoint, query: Record<string, string>, headers: Record<string, string> = {}) {
    const url = `${appRoutes}${path.replace(/:\w+/g, 'x')}?${new URLSearchParams(query)}`;
    const reply = await app.inject({ method, url, headers });
    return { status: reply.statusCode, ...(reply.json() as { code?: string; message?: string; error?: string }) };
  }

  it('is found where it is declared', () => expect(all.length).toBeGreaterThan(90));

  it.each(strict)('refuses a misspelled key by its name, with the nearest one: %s', async (_, endpoint) => {
    for (const key of knownKeys(endpoint) ?? []) {
      const refused = await ask(endpoint, { [`${key}s`]: 'x' });
      expect(refused).toMatchObject({ status: 400, code: 'request/unknown-key' });
      expect(refused.message).toContain(`no key "${key}s" after "?"; did you mean "`);
    }
    expect(await ask(endpoint, { colour: 'x' })).toMatchObject({ status: 400, code: 'request/unknown-key' });
    expect(handled).toEqual([]);
  });

  it.each(strict)('refuses a key without a value: %s', async (_, endpoint) => {
    for (const key of knownKeys(endpoint) ?? []) {
      const message = `"${key}" has no value after "?": give it one, or leave it out.`;
      expect(await ask(endpoint, { [key]: '' })).toEqual({ status: 400, code: 'request/empty-value', message });
    }
    expect(handled).toEqual([]);
  });

  it.each(all)('refuses a name of a reviewer that facts could not keep: %s', async (_, endpoint) => {
    for (const name of ['ada lovelace', 'x'.repeat(65), 'a\tb', ' ', 'ädä'])
      expect(await ask(endpoint, {}, { 'x-reviewer': name })).toMatchObject({
        status: 400,
        code: 'access/bad-reviewer',
      });
    expect(handled).toEqual([]);
  });

  it('handles no query with a key that it does not know', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...strict), fc.string({ minLength: 1 }), async ([, endpoint], key) => {
        fc.pre(!knownKeys(endpoint)?.includes(key));
        const refused = await ask(endpoint, { [key]: 'x' });
        expect(refused).toMatchObject({ status: 400, code: 'request/unknown-key' });
        expect(handled).toEqual([]);
      }),
    ));
});
