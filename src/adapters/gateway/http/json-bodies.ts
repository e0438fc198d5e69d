import type { FastifyInstance } from 'fastify';
import { assertShallow } from '../../../actors/foreign-json.ts';
import { deepestJson } from '../../../actors/json-depth.ts';
import { putBack } from '../../../api/recovery.ts';

/** How many levels of JSON a recovered answer is wrapped in. */
const wrappedLevels = 4;

/** Reads JSON bodies as Fastify does, and refuses those that are too deep for later readers. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    assertShallow(body, request.url.endsWith(putBack.path) ? deepestJson + wrappedLevels : deepestJson);
    return parse(request, body, done);
  });
}
