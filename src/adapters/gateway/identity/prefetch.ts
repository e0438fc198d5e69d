import type { FastifyRequest } from 'fastify';

type Headers = Pick<FastifyRequest, 'headers'>;

/** Whether a browser prepares a page that nobody has opened yet. */
export const isPrefetch = ({ headers }: Headers): boolean =>
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );

/** Programs that open links to show what is behind them, or to list pages; they name themselves so. Cubot is a brand of phones. */
const visitors = /(?<!\bcu)bot\b|crawler|spider|preview|facebookexternalhit|whatsapp|embedly|iframely|slack-imgproxy/i;

/** The part with which browsers name a phone, whose model may be called anything; a robot in it has its version. */
const phone = /\((?:Linux; )?(?:U; )?Android (?![^)]*bot\/\d)[^)]*\)/i;

/** Whether nobody looks at the reply: a prefetch, or a program that follows links by itself. */
export const isWithoutPerson = (request: Headers): boolean =>
  isPrefetch(request) || visitors.test((request.headers['user-agent'] ?? '').replace(phone, ''));
