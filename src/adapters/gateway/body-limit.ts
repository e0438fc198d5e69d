import { Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '../../actors/refusals.ts';

/** Lets through so many bytes and then refuses. */
function atMost(limit: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > limit) done(refuse('request/too-large'));
      else done(null, chunk);
    },
  });
}

/** Refuses bodies above `limitOf(request)` bytes before they are read whole; forms with files have limits of their own. */
export function limitBodies(app: FastifyInstance, limitOf: (request: FastifyRequest) => number): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (/^multipart\/form-data/i.test(request.headers['content-type'] ?? '')) return done(null, payload);
    try {
      const limit = limitOf(request);
      const said = request.headers['content-length'];
      if (Number(said ?? 0) > limit) throw refuse('request/too-large');
      done(null, said === undefined && request.headers['transfer-encoding'] ? payload.pipe(atMost(limit)) : payload);
    } catch (error) {
      done(error as Error);
    }
  });
}
