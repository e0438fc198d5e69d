import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** The longest message of a provider, in bytes. */
export const maxEventBytes = 64 * 1024;

export const takeProviderEvent = endpoint({
  name: 'takeProviderEvent',
  method: 'POST',
  path: '/api/provider-events/:requester',
  summary:
    'For providers: what changed there about an account. A message that its provider has not signed, or signed long ago, is refused; what it is about is read anew.',
  role: 'anyone',
  params: z.object({ requester: z.string() }),
  status: 202,
  reply: z.object({ taken: z.literal(true) }),
});
