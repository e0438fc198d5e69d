import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { addressOf, isFromHere } from './callers.ts';

/** How many requests of each kind an address may send in a minute: far more than two hundred workers in one room do. */
const maxPerMinute = {
  errorReport: 600,
  metadata: 1200,
  upload: 1200,
  /** Opening the page, whatever comes of it. */
  arriving: 6000,
  /** Opening the page where there is nothing to do. */
  inVain: 1200,
  returning: 600,
} as const;

type Kind = keyof typeof maxPerMinute;

/** Each throws `request/too-often` once an address has sent too many in this minute; this machine's own programs are not counted. */
export type Rates = Record<Kind, (request: FastifyRequest) => Promise<void>>;

/** Enough addresses to tell apart; the longest untouched is forgotten first. */
const maxAddresses = 20_000;

/** Counts the requests of each address. Answers without files are not counted: each agent has one, and it costs nothing more. */
export async function openRates(app: FastifyInstance, access: Access): Promise<Rates> {
  await app.register(rateLimit, { global: false, cache: maxAddresses });

  function rateOf(kind: Kind) {
    const keyGenerator = (request: FastifyRequest) => normalizeIP(addressOf(access, request));
    const look = app.createRateLimit({ max: maxPerMinute[kind], timeWindow: 60_000, keyGenerator });
    return async (request: FastifyRequest) => {
      if (isFromHere(request)) return;
      const found = await look(request);
      if (!found.isAllowed && found.isExceeded) throw refuse('request/too-often', { seconds: found.ttlInSeconds });
    };
  }

  return {
    errorReport: rateOf('errorReport'),
    metadata: rateOf('metadata'),
    upload: rateOf('upload'),
    arriving: rateOf('arriving'),
    inVain: rateOf('inVain'),
    returning: rateOf('returning'),
  };
}
