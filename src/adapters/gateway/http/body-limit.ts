import { type Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './refusals.ts';

/** Passes up to `limit` bytes and then refuses; fails if the sender fails. */
function atMost(limit: number, payload: Readable): Transform {
  let passed = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > limit) done(refuse('request/too-large'));
      else done(null, chunk);
    },
  });
  // `pipe` alone does not forward errors, and the reader would wait for ever.
  payload.on('error', (error) => through.destroy(error));
  return payload.pipe(through);
}

/** Refuses bodies above `limitOf(request)` bytes before they are read; forms with files have their own limits. */
export function limitBodies(
  app: FastifyInstance,
  limitOf: (request: FastifyRequest) => number | Promise<number>,
): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const { 'content-type': type = '', 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (/^multipart\/form-data/i.test(type)) return payload;
    const limit = await limitOf(request);
    if (Number(length ?? 0) > limit) throw refuse('request/too-large');
    const isUnmeasured = length === undefined && encoding !== undefined && limit !== Number.POSITIVE_INFINITY;
    return isUnmeasured ? atMost(limit, payload as Readable) : payload;
  });
}
