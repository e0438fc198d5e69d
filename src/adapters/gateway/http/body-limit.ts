import { type Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './refusals.ts';

/** Lets through so many bytes and then refuses; breaks off when the sender does. */
function atMost(limit: number, payload: Readable): Transform {
  let passed = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > limit) done(refuse('request/too-large'));
      else done(null, chunk);
    },
  });
  // A pipe alone would leave whoever reads waiting for ever.
  payload.on('error', (error) => through.destroy(error));
  return payload.pipe(through);
}

/** Refuses bodies above `limitOf(request)` bytes before they are read whole; forms with files have limits of their own. */
export function limitBodies(app: FastifyInstance, limitOf: (request: FastifyRequest) => number): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (/^multipart\/form-data/i.test(request.headers['content-type'] ?? '')) return done(null, payload);
    try {
      const limit = limitOf(request);
      const said = request.headers['content-length'];
      if (Number(said ?? 0) > limit) throw refuse('request/too-large');
      const isToBeCounted =
        said === undefined && request.headers['transfer-encoding'] && limit !== Number.POSITIVE_INFINITY;
      done(null, isToBeCounted ? atMost(limit, payload) : payload);
    } catch (error) {
      done(error as Error);
    }
  });
}
