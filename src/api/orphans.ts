import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** An offer that the provider has open with an id that was given here, and that no run here knows. */
const Orphan = z.object({
  offer: z.string(),
  /** What the provider calls it. */
  external: z.string(),
  places: z.int(),
});

const params = z.object({ requester: z.string() });

export const listOrphans = endpoint({
  name: 'listOrphans',
  method: 'GET',
  path: '/api/requesters/:requester/orphans',
  summary: 'The offers that an account has open although no run here knows them, such as after a loss of data.',
  role: 'owner',
  params,
  reply: z.object({ orphans: z.array(Orphan) }),
});

export const withdrawOrphans = endpoint({
  name: 'withdrawOrphans',
  method: 'POST',
  path: '/api/requesters/:requester/orphans/withdraw',
  summary: 'Takes such offers from the provider, by their ids; workers who have a place may finish.',
  role: 'owner',
  params,
  body: z.strictObject({ offers: z.array(z.string().max(40)).min(1).max(1000) }),
  reply: z.object({ withdrawn: z.array(Orphan) }),
});
