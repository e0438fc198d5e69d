import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { addressOf, isFromHere } from './callers.ts';

/** How often an address may ask for each of these in a minute: far more than two hundred people in one room do. */
const perMinute = {
  errorReport: 600,
  metadata: 1200,
  upload: 1200,
  /** Opening the page, whatever comes of it. */
  arriving: 6000,
  /** Opening the page where there is nothing to do. */
  inVain: 1200,
  returning: 600,
} as const;

type Asked = keyof typeof perMinute;

/** Each throws `request/too-often` once an address has asked too often in this minute; this machine's own programs never do. */
export type Rates = Record<Asked, (request: FastifyRequest) => Promise<void>>;

/** Enough addresses to tell apart; the longest untouched is forgotten first. */
const mostAddresses = 20_000;

/** Counts what each address asks for. Answers without files are not counted: each agent has one, and it costs nothing more. */
export async function openRates(app: FastifyInstance, access: Access): Promise<Rates> {
  await app.register(rateLimit, { global: false, cache: mostAddresses });

  function rateOf(asked: Asked) {
    const keyGenerator = (request: FastifyRequest) => normalizeIP(addressOf(access, request));
    const look = app.createRateLimit({ max: perMinute[asked], timeWindow: 60_000, keyGenerator });
    return async (request: FastifyRequest) => {
      if (isFromHere(request)) return;
      const found = await look(request);
      if (!found.isAllowed && found.isExceeded) throw refuse('request/too-often', { seconds: found.ttlInSeconds || 1 });
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
