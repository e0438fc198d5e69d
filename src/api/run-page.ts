import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Recorded } from './shapes.ts';

export const rebuildPage = endpoint({
  name: 'rebuildPage',
  method: 'POST',
  path: '/api/runs/:run/page',
  summary:
    'Builds the page of an open run for development anew; its open pages reload. A page with a fault is refused, and the former one stays.',
  role: 'owner',
  params: z.object({ run: z.string() }),
  reply: Recorded.extend({
    /** Whether the page is another than before. */
    changed: z.boolean(),
  }),
  status: 202,
});
