import type { z } from 'zod';

/** Who may call: an `annotator` only works in runs, a `reader` reads, a `reviewer` also decides, an `owner` also launches, stops and manages users. */
export type Role = 'annotator' | 'reader' | 'reviewer' | 'owner';

type Shape = z.ZodType;

/** An endpoint of the API: the server validates it, the typed client calls it, and the OpenAPI document describes it. */
export type Endpoint<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Reply extends Shape = Shape,
> = {
  /** The operation id in the OpenAPI document, such as `acceptUnit`. */
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Its path, with parameters as in `/api/units/:unit`. */
  path: `/${string}`;
  /** One sentence for the OpenAPI document. */
  summary: string;
  role: Role | 'anyone';
  params?: Params;
  query?: Query;
  /** Whether unknown and empty keys of the query are ignored instead of refused, where others define who calls and how. */
  ignoresUnknown?: true;
  body?: Body;
  /** The media type of a body that is a streamed file of any size instead of JSON. */
  takes?: string;
  reply: Reply;
  /** The status of a successful reply; 202 for a command that shows in the read model shortly afterwards. */
  status?: 200 | 201 | 202;
  /** `lines` streams one JSON value of shape `reply` a line, `bytes` a file, `events` server-sent events; by default one JSON value. */
  streams?: 'lines' | 'bytes' | 'events';
  /** The tag in the OpenAPI document, if it does not follow from the path. */
  tag?: string;
  /** The shape of a refusal, if it is not `{code, message}`. */
  failure?: Shape;
};

/** Declares an endpoint and keeps the types of its schemas. */
export const endpoint = <
  Params extends Shape = z.ZodUndefined,
  Query extends Shape = z.ZodUndefined,
  Body extends Shape = z.ZodUndefined,
  Reply extends Shape = Shape,
>(
  declared: Endpoint<Params, Query, Body, Reply>,
): Endpoint<Params, Query, Body, Reply> => declared;
