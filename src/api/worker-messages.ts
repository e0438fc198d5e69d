import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const messageWorker = endpoint({
  name: 'messageWorker',
  method: 'POST',
  path: '/api/runs/:run/workers/:worker/message',
  summary:
    'Writes to a worker who came to the run through a provider; once for a key. The text is kept by the provider alone.',
  role: 'owner',
  params: z.object({ run: z.string(), worker: z.string() }),
  body: z.strictObject({
    text: z.string().trim().min(1).max(4000),
    /** The same when the request is repeated, so that the message goes out once. */
    key: z.string().min(1).max(60),
  }),
  reply: z.object({
    /** Whether it went out now; it did not if it went out before. */
    sent: z.boolean(),
  }),
});
