import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { endpoint } from '../../../api/endpoint.ts';
import { openApiOf } from '../../../api/openapi.ts';
import { serve, servedBy } from '../http/serve.ts';

const openApi = endpoint({
  name: 'openApi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This API as an OpenAPI document.',
  role: 'anyone',
  reply: z.record(z.string(), z.unknown()),
});

/** Serves the OpenAPI document of all endpoints, made at the first request. */
export function openApiPage(app: FastifyInstance, version: string): void {
  let document: Record<string, unknown> | undefined;
  serve(app, openApi, () => {
    document ??= openApiOf(servedBy(app), version);
    return document;
  });
}
