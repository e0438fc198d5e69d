import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const alive = endpoint({
  name: 'alive',
  method: 'GET',
  path: '/alive',
  says: 'Answers as long as the process runs: for whoever restarts it if it does not.',
  role: 'anyone',
  reply: z.object({ alive: z.literal(true) }),
});

export const ready = endpoint({
  name: 'ready',
  method: 'GET',
  path: '/ready',
  says: 'Whether the house can record what it is told; 503 and a sentence if it cannot.',
  role: 'anyone',
  reply: z.object({ ready: z.boolean(), reason: z.string().optional() }),
});

export const scrape = endpoint({
  name: 'scrape',
  method: 'GET',
  path: '/metrics',
  says: 'All metrics in the text format of Prometheus.',
  role: 'reader',
  reply: z.string(),
  streams: 'bytes',
});
