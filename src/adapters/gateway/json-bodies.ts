import type { FastifyInstance } from 'fastify';
import { insistShallow } from '../foreign-json.ts';

/** Reads JSON bodies as Fastify does, and none of them that is too deep for whoever gets it. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    insistShallow(body);
    return parse(request, body, done);
  });
}
