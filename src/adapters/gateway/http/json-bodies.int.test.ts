import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { answerErrors } from './errors.ts';
import { readJsonBodies } from './json-bodies.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** What comes back for a JSON body, with Fastify's own reader or with ours. */
async function answerTo(payload: string, ours = true) {
  const app = Fastify();
  answerErrors(app, () => undefined);
  if (ours) readJsonBodies(app);
  app.post('/', async ({ body }) => ({ body }));
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    payload,
    headers: { 'content-type': 'application/json' },
  });
  return { status: answer.statusCode, ...answer.json() };
}

describe('a JSON body', () => {
  it('is taken with a hundred levels', async () =>
    expect(await answerTo(nested(100))).toEqual({ status: 200, body: JSON.parse(nested(100)) }));

  it.each([101, 100_000])('is refused with %d levels', async (levels) =>
    expect(await answerTo(nested(levels))).toEqual({
      status: 400,
      code: 'request/too-deep',
      message: expect.stringMatching(/^What was sent .* 100 levels .*\.$/),
    }),
  );

  it.each(['{"a":{"__proto__":{"b":1}}}', '{"\\u005f_proto__":{"b":1}}', '{"constructor":{"prototype":{"b":1}}}'])(
    'is refused for a key that would change all objects, and not called broken: %s',
    async (body) =>
      expect(await answerTo(body)).toEqual({
        status: 400,
        code: 'request/not-json',
        message:
          'The request cannot be read: no key can be called "__proto__", and none in "constructor" can be called "prototype".',
      }),
  );

  it('is refused for a number that would be stored as null', async () =>
    expect(await answerTo('{"settings":[1e400]}')).toEqual({
      status: 400,
      code: 'request/bad-number',
      message: expect.stringContaining('larger than can be stored'),
    }));

  it.each([
    ['an object', '{"a":[1,"[[["]}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['nothing', ''],
    ['half of something', '{"a":'],
  ])('is otherwise read as Fastify reads it: %s', async (_, body) =>
    expect(await answerTo(body)).toEqual(await answerTo(body, false)),
  );
});
