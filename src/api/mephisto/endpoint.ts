import { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';

/** The shape of a refusal for clients of Mephisto's review app. */
export const MephistoFailure = z.object({ error: z.string() });

/** Declares an endpoint of Mephisto's review app, below `/mephisto`. */
export const mephisto = <
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodType,
>(
  declared: Endpoint<Params, Query, Body, Reply>,
): Endpoint<Params, Query, Body, Reply> => ({
  ...declared,
  path: `/mephisto${declared.path}`,
  tag: 'Mephisto',
  // As Mephisto's own server does.
  ignoresUnknown: true,
  failure: MephistoFailure,
});
