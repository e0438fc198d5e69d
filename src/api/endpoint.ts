import type { z } from 'zod';

/** Who may call: a `reader` sees, a `reviewer` also decides, an `owner` also launches, stops and manages users. */
export type Role = 'reader' | 'reviewer' | 'owner';

type Shape = z.ZodType;

/** One thing the API can do, as the server checks it, the typed client calls it and the OpenAPI page describes it. */
export type Endpoint<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Reply extends Shape = Shape,
> = {
  /** What it is called in the OpenAPI page, such as `acceptUnit`. */
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Its path, with parameters as in `/api/units/:unit`. */
  path: `/${string}`;
  /** One sentence. */
  says: string;
  role: Role | 'anyone';
  params?: Params;
  query?: Query;
  body?: Body;
  /** Where the body is no JSON but a file of this media type, read as it comes and of any size. */
  takes?: string;
  reply: Reply;
  /** The status of a good answer; 202 for what is recorded and shows in the read model a moment later. */
  status?: 200 | 201 | 202;
  /** `lines` streams one JSON value of shape `reply` a line, `bytes` a file, `events` server-sent events; else one JSON value. */
  streams?: 'lines' | 'bytes' | 'events';
  /** The heading under which the OpenAPI page lists it, if it is not one of our own. */
  tag?: string;
  /** What a refusal looks like here, if it is not `{code, message}`. */
  failure?: Shape;
};

/** Declares an endpoint and keeps the types of its shapes. */
export const endpoint = <
  Params extends Shape = z.ZodUndefined,
  Query extends Shape = z.ZodUndefined,
  Body extends Shape = z.ZodUndefined,
  Reply extends Shape = Shape,
>(
  declared: Endpoint<Params, Query, Body, Reply>,
): Endpoint<Params, Query, Body, Reply> => declared;
