import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { assertShallow, assertStorable } from '../../../actors/foreign-json.ts';
import { deepestJson } from '../../../actors/json-depth.ts';
import { putBack } from '../../../api/recovery.ts';
import { refuse } from './refusals.ts';

/** How many levels of JSON a recovered answer is wrapped in. */
const wrappedLevels = 4;

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

/** Fastify's own reader of JSON; keys such as `__proto__` are kept as keys, or refused by whoever reads on. */
export const jsonParserOf = (app: FastifyInstance): JsonParser => app.getDefaultJsonParser('ignore', 'ignore');

/** Reads JSON bodies as Fastify does, and refuses those that could not be kept as they are. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = jsonParserOf(app);
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!isUtf8(bytes)) throw refuse('request/not-json', { reason: 'it is not UTF-8 text' });
    const body = bytes.toString();
    // What was recorded once is recorded again as it was.
    const isRecorded = request.routeOptions.url === putBack.path;
    assertShallow(body, isRecorded ? deepestJson + wrappedLevels : deepestJson);
    return parse(request, body, (error, value) => {
      if (error || isRecorded) return done(error, value);
      try {
        assertStorable(body, value);
        done(null, value);
      } catch (refusal) {
        done(refusal as Error);
      }
    });
  });
}
