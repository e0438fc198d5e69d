import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { endpoint } from '../../../api/endpoint.ts';
import { openApiOf } from '../../../api/openapi.ts';
import { isLoopback } from '../../addresses.ts';
import type { Access } from '../access/access.ts';
import { appOriginFor, appRoutes, hostName } from '../http/hosts.ts';
import { refusalCodes } from '../http/refusal-codes.ts';
import { serve, servedBy } from '../http/serve.ts';
import { apiPage } from '../reading/api-page.ts';
import type { OpenApiDocument } from '../reading/openapi-document.ts';

const openApi = endpoint({
  name: 'openApi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This API as an OpenAPI document.',
  role: 'anyone',
  reply: z.record(z.string(), z.unknown()),
});

type Settings = { access: Pick<Access, 'publicUrl' | 'requiresSignIn'>; version: string };

/** Serves the OpenAPI document of all endpoints, and the same as a page to read. */
export function openApiPage(app: FastifyInstance, { access, version }: Settings): void {
  let made: Record<string, unknown> | undefined;
  const document = () => {
    made ??= openApiOf(servedBy(app), version, refusalCodes);
    return made;
  };
  serve(app, openApi, document);

  for (const path of ['/api', '/api/'])
    app.get(`${appRoutes}${path}`, { config: { role: 'anyone' } }, (request, reply) => {
      const { host } = request.headers;
      const needsToken = access.requiresSignIn || !isLoopback(hostName(host));
      const page = apiPage(document() as unknown as OpenApiDocument, {
        origin: appOriginFor(host, access.publicUrl),
        needsToken,
      });
      return reply.type('text/html; charset=utf-8').send(page);
    });
}
