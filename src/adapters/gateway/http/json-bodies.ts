import type { FastifyInstance } from 'fastify';
import { assertStorable } from '../../../actors/foreign-json.ts';
import { deepestJson } from '../../../actors/json-depth.ts';
import { putBack } from '../../../api/recovery.ts';
import { refuse } from './refusals.ts';

/** How many levels of JSON a recovered answer is wrapped in. */
const wrappedLevels = 4;

const forbiddenKeys = 'no key can be called "__proto__", and none in "constructor" can be called "prototype"';

/** Whether a text is JSON; what Fastify does not read then has a key that would change all objects. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

/** Fastify's own reader of JSON; what it refuses for its keys is not called broken. */
export function jsonParserOf(app: FastifyInstance): JsonParser {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, body, done) =>
    parse(request, body, (error, value) =>
      done(error && isJson(String(body)) ? refuse('request/not-json', { reason: forbiddenKeys }) : error, value),
    );
}

/** Reads JSON bodies as Fastify does, and refuses those that later readers could not take. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = jsonParserOf(app);
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    assertStorable(body, request.url.endsWith(putBack.path) ? deepestJson + wrappedLevels : deepestJson);
    return parse(request, body, done);
  });
}
