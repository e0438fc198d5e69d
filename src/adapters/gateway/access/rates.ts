import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { addressOf, isLocal } from './callers.ts';

/** How many requests of each kind an address may send in a minute: far more than two hundred workers in one room do. */
const maxPerMinute = {
  errorReport: 600,
  metadata: 1200,
  upload: 1200,
  draft: 6000,
  /** Opening the page, whatever the reply. */
  arriving: 6000,
  /** Becoming a new worker by an open link. */
  newWorker: 600,
  /** Opening the page without getting work. */
  inVain: 1200,
  returning: 600,
} as const;

type Kind = keyof typeof maxPerMinute;

/** Each throws `request/too-often` once an address exceeds its limit; local requests are not limited. */
export type Rates = Record<Kind, (request: FastifyRequest) => Promise<void>>;

/** How many addresses are counted at once; the least recently used is dropped. */
const maxAddresses = 20_000;

/** Limits the requests of each address. Answers without files are not limited: each agent submits only one. */
export async function openRates(app: FastifyInstance, access: Access): Promise<Rates> {
  await app.register(rateLimit, { global: false, cache: maxAddresses });

  function rateOf(kind: Kind) {
    const keyGenerator = (request: FastifyRequest) => normalizeIP(addressOf(access, request));
    const look = app.createRateLimit({ max: maxPerMinute[kind], timeWindow: 60_000, keyGenerator });
    return async (request: FastifyRequest) => {
      if (isLocal(request)) return;
      const found = await look(request);
      if (!found.isAllowed && found.isExceeded) throw refuse('request/too-often', { seconds: found.ttlInSeconds });
    };
  }

  return {
    errorReport: rateOf('errorReport'),
    metadata: rateOf('metadata'),
    upload: rateOf('upload'),
    draft: rateOf('draft'),
    arriving: rateOf('arriving'),
    newWorker: rateOf('newWorker'),
    inVain: rateOf('inVain'),
    returning: rateOf('returning'),
  };
}
