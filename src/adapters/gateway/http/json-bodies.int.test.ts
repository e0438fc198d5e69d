import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { putBack } from '../../../api/recovery.ts';
import { answerErrors } from './errors.ts';
import { readJsonBodies } from './json-bodies.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** What comes back for a JSON body, with Fastify's own reader or with ours. */
async function answerTo(payload: string | Buffer, { ours = true, url = '/' } = {}) {
  const app = Fastify();
  answerErrors(app, () => undefined);
  if (ours) readJsonBodies(app);
  for (const path of ['/', putBack.path]) app.post(path, async ({ body }) => ({ body }));
  const answer = await app.inject({
    method: 'POST',
    url,
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

  it.each([
    ['{"a":{"__proto__":{"b":1}}}', 'in "a", no key can be called "__proto__"'],
    ['{"\\u005f_proto__":{"b":1}}', 'no key can be called "__proto__"'],
    ['{"settings":[1e400]}', 'in "settings.0", the number 1e400 is larger than can be stored'],
    ['{"id":675127116845989889}', 'in "id", the number 675127116845989889 would become 675127116845989900'],
    ['{"a":"\\ud83d"}', 'in "a", the text has half of a character'],
    ['{"a":1,"a":2}', 'the key "a" stands twice in one object'],
  ])('is refused for what would not be kept as it is: %s', async (body, words) =>
    expect(await answerTo(body)).toEqual({
      status: 400,
      code: 'request/not-storable',
      message: expect.stringContaining(`, so nothing of it was kept: ${words}`),
    }),
  );

  it('is taken as it was recorded only where recovered work is put back, whatever the query says', async () => {
    const body = '{"a":1,"a":2}';
    expect(await answerTo(body, { url: putBack.path })).toMatchObject({ status: 200 });
    expect(await answerTo(body, { url: `/?x=${putBack.path}` })).toMatchObject({ code: 'request/not-storable' });
  });

  it('keeps other keys that objects have without being given them', async () => {
    const body = '{"constructor":{"prototype":{"b":1}},"toString":1}';
    expect(await answerTo(body)).toEqual({ status: 200, body: JSON.parse(body) });
  });

  it('is refused if it is no UTF-8 text', async () =>
    expect(await answerTo(Buffer.from([0x22, 0xe9, 0x22]))).toEqual({
      status: 400,
      code: 'request/not-json',
      message: 'The request cannot be read: it is not UTF-8 text.',
    }));

  it.each([
    ['an object', '{"a":[1,"[[["]}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['nothing', ''],
    ['half of something', '{"a":'],
  ])('is otherwise read as Fastify reads it: %s', async (_, body) =>
    expect(await answerTo(body)).toEqual(await answerTo(body, { ours: false })),
  );
});
