import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { Refusal } from '../state/refusal.ts';
import type { Envelope } from './endpoint.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  429: 'Too many requests',
  500: 'Internal server error',
};

/** An error in one of the forms that the service has. Its numbers are known for bad requests only. */
export function errorBody(status: number, detail: Refusal['detail'], envelope: Envelope = 'wrapped') {
  if (envelope === 'message') return { message: titles[status] ?? 'Error', detail };
  const inner = {
    status,
    error_code: 140_100 + (status - 400),
    title: titles[status] ?? 'Error',
    detail,
    additional_information: '/api/v1/errors/',
    traceback: null,
    interactive: false,
  };
  return envelope === 'bare' ? inner : { error: inner };
}

/** What a page past the end, or an address of no endpoint, is answered with. */
export const notFoundBody = { detail: 'Not found.' };

/** A page that is not there. */
export class PastEnd extends Error {}

/** What is wrong with each field. */
function detailOf({ issues }: ZodError): Record<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const issue of issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : undefined;
    for (const key of keys && issue.path.length === 0 ? keys : [String(issue.path[0] ?? 'non_field_errors')])
      fields.set(key, [...(fields.get(key) ?? []), keys ? 'This field is unknown.' : issue.message]);
  }
  return Object.fromEntries(fields);
}

/** Marks a reply that does not have the form it should have, which is a fault of the simulation. */
const isOfReply = (error: ZodError) => error.issues.some((issue) => 'input' in issue && issue.input !== undefined);

const isHtml = (request: FastifyRequest) => !request.url.startsWith('/api/') && !request.url.startsWith('/fake/');

/** Answers with errors as the service does, and pages with a sentence. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_, reply) => reply.code(404).send(notFoundBody));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof PastEnd) return reply.code(404).send(notFoundBody);
    const { status, detail } = wrongOf(error);
    if (isHtml(request)) return reply.code(status).type('text/plain; charset=utf-8').send(error.message);
    return reply.code(status).send(errorBody(status, detail, request.routeOptions.config.envelope));
  });
}

function wrongOf(error: Error & { statusCode?: number }): { status: number; detail: Refusal['detail'] } {
  if (error instanceof Refusal) return error;
  if (error instanceof ZodError && !isOfReply(error)) return { status: 400, detail: detailOf(error) };
  const status = error.statusCode ?? 500;
  return { status: status >= 400 && status < 500 ? 400 : 500, detail: error.message };
}
