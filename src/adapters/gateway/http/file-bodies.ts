import type { FastifyInstance, FastifyRequest } from 'fastify';
import { allowSlowUpload } from './slow-uploads.ts';

/** Registers routes whose body is a file, whatever its media type, which is not parsed. */
export async function withFileBodies(app: FastifyInstance, register: (scope: FastifyInstance) => void): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    register(scope);
  });
}

/** The bytes of such a body, which may take long to come. */
export function bytesOf(request: FastifyRequest): AsyncIterable<Uint8Array> {
  allowSlowUpload(request.raw);
  return (request.body ?? []) as AsyncIterable<Uint8Array>;
}
