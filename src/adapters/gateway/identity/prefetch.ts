import type { FastifyRequest } from 'fastify';

type Headers = Pick<FastifyRequest, 'headers'>;

/** Whether a browser prepares a page that nobody has opened yet. */
export const isPrefetch = ({ headers }: Headers): boolean =>
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );

/** Programs that open links to show what is behind them, or to list pages; they name themselves so. */
const visitors = /bot\b|crawler|spider|preview|facebookexternalhit|whatsapp|embedly|slack-imgproxy/i;

/** Whether nobody looks at the reply: a prefetch, or a program that follows links by itself. */
export const isWithoutPerson = (request: Headers): boolean =>
  isPrefetch(request) || visitors.test(request.headers['user-agent'] ?? '');
