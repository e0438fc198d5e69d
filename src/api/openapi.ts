import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { tagOf } from './tags.ts';

type Json = Record<string, unknown>;

const schemaOf = (shape: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any', target: 'openapi-3.0' });
  return schema;
};

/** The path in OpenAPI's syntax: `/api/units/{unit}`. */
const pathOf = (path: string) => path.replace(/:(\w+)/g, '{$1}');

function parametersOf(shape: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = schemaOf(shape, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
}

const mediaTypes = {
  json: 'application/json',
  lines: 'application/x-ndjson',
  bytes: 'application/octet-stream',
  events: 'text/event-stream',
};

const Failure = z.object({ code: z.string(), message: z.string() });

const failureOf = (shape: z.ZodType) => ({
  description: 'The request was refused; the message has the reason and what to do.',
  content: { 'application/json': { schema: schemaOf(shape, 'input') } },
});

const fileBody = (type: string): Json => ({
  requestBody: { required: true, content: { [type]: { schema: { type: 'string', format: 'binary' } } } },
});

/** The codes with which an endpoint may refuse, by HTTP status. */
export type RefusalCodes = (endpoint: Endpoint) => Readonly<Record<string, readonly string[]>>;

/** A response for each status of a refusal; all have the body of the default one. */
const refusedWith = (codes: Readonly<Record<string, readonly string[]>>): Json =>
  Object.fromEntries(
    Object.entries(codes).map(([status, ofStatus]) => [
      status,
      { description: `Refused: ${ofStatus.join(', ')}.`, 'x-codes': ofStatus },
    ]),
  );

function operationOf(declared: Endpoint, refusalCodes: RefusalCodes): Json {
  const { name, summary, role, params, query, body, takes, reply, status = 200, streams } = declared;
  const { failure = Failure } = declared;
  const parameters = [...parametersOf(params, 'path'), ...parametersOf(query, 'query')];
  return {
    operationId: name,
    summary,
    description: role === 'anyone' ? 'Open to anyone.' : `Needs the role ${role}.`,
    ...(parameters.length ? { parameters } : {}),
    ...(takes ? fileBody(takes) : {}),
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }
      : {}),
    responses: {
      [status]: {
        description: streams === 'lines' ? 'One JSON value a line.' : 'Done.',
        content: { [mediaTypes[streams ?? 'json']]: { schema: schemaOf(reply, 'output') } },
      },
      ...refusedWith(refusalCodes(declared)),
      default: failureOf(failure),
    },
    tags: [tagOf(declared)],
    ...(role === 'anyone' ? { security: [] } : {}),
  };
}

/** The API as an OpenAPI 3.0 document, generated from the schemas that validate requests. */
export function openApiOf(
  endpoints: readonly Endpoint[],
  version: string,
  refusalCodes: RefusalCodes = () => ({}),
): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const declared of endpoints) {
    const path = pathOf(declared.path);
    paths[path] = { ...paths[path], [declared.method.toLowerCase()]: operationOf(declared, refusalCodes) };
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Manyhands',
      version,
      description: 'Human data collection: launch, review, measure, export.',
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }, {}],
    tags: [...new Set(endpoints.map(tagOf))].map((name) => ({ name })),
    paths,
  };
}
