import type { IncomingMessage } from 'node:http';

const RUN_PREFIX = '/@run/';
const HOUSE_PREFIX = '/@house';
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The name in a Host header, without its port. */
export const hostName = (header: string | undefined): string => (header ?? '').toLowerCase().replace(/:\d+$/, '');

/** The run whose origin a host name is: `colours-x7k2p.localhost` → `colours-x7k2p`. */
export const runOfHost = (name: string): string | undefined => /^([a-z0-9-]+)\.localhost$/.exec(name)?.[1];

/**
 * Sends each request to the routes of its host: the house's own, or those of one run. Routes are told apart by a prefix
 * that no request can bring itself, and a host that is neither (a name rebound to loopback, say) finds nothing.
 */
export function routeByHost({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const name = hostName(headers.host);
  const run = runOfHost(name);
  const path = url.startsWith('/') ? url : `/${url}`;
  // Pages open their socket at the same address as the page itself.
  if (run && headers.upgrade?.toLowerCase() === 'websocket') return `${RUN_PREFIX}${run}/socket`;
  if (run) return `${RUN_PREFIX}${run}${path}`;
  return loopback.has(name) ? `${HOUSE_PREFIX}${path}` : '/@nowhere';
}

/** Where the routes of a run's origin begin. */
export const runRoutes = `${RUN_PREFIX}:run`;
/** Where the house's own routes begin. */
export const houseRoutes = HOUSE_PREFIX;
