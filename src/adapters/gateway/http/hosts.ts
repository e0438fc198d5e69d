import type { IncomingMessage } from 'node:http';

const RUN_PREFIX = '/@run/';
const APP_PREFIX = '/@app';
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The name in a Host header, without its port. */
export const hostName = (header: string | undefined): string => (header ?? '').toLowerCase().replace(/:\d+$/, '');

/** The run of a host name: `colours-x7k2p.localhost` → `colours-x7k2p`, and the same below a public host. */
export function runOfHost(name: string, publicHost?: string): string | undefined {
  const [, run, home] = /^([a-z0-9-]+)\.(.+)$/.exec(name) ?? [];
  return home === 'localhost' || (home !== undefined && home === publicHost) ? run : undefined;
}

type HostRequest = Pick<IncomingMessage, 'url' | 'headers'> & {
  socket?: Pick<IncomingMessage['socket'], 'localAddress'>;
};

/**
 * Routes each request by its host: to the app, or to a run. The prefix of routes comes from the host alone, so no path can
 * choose it. Any other host, such as a name rebound to loopback, finds nothing.
 */
export function routeByHost({ url = '/', headers, socket }: HostRequest, publicHost?: string): string {
  const name = hostName(headers.host);
  const path = url.startsWith('/') ? url : `/${url}`;
  if (loopback.has(name) || name === publicHost || isAddress(name, socket?.localAddress)) return `${APP_PREFIX}${path}`;
  const run = runOfHost(name, publicHost);
  // Pages open their socket at the same address as the page itself.
  if (run && headers.upgrade?.toLowerCase() === 'websocket') return `${RUN_PREFIX}${run}/socket`;
  return run ? `${RUN_PREFIX}${run}${path}` : '/@nowhere';
}

/** Whether a host is the IP address that the request came to: only names can be rebound. */
const isAddress = (name: string, local: string | undefined): boolean =>
  local !== undefined && name.replace(/^\[|\]$/g, '') === local.replace(/^::ffff:(?=\d+\.)/, '');

/** Where the pages of a run are, given the port of the daemon and its public origin, if it has one. */
export const runUrl = (runId: string, port: number, publicUrl?: URL): string =>
  publicUrl ? `${publicUrl.protocol}//${runId}.${publicUrl.host}/` : `http://${runId}.localhost:${port}/`;

/** The address of the daemon for programs of this machine, given the address it listens on. */
export function localUrl(port: number, host = '127.0.0.1'): string {
  const isReachedAsLocalhost = /^(localhost|127\.0\.0\.1|0\.0\.0\.0|::1?)$/.test(host);
  const name = isReachedAsLocalhost ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}

/** Where the routes of a run's origin begin. */
export const runRoutes = `${RUN_PREFIX}:run`;
/** Where the app's own routes begin. */
export const appRoutes = APP_PREFIX;

/** The app's own origin, as a caller who used this host name reaches it. */
export const appOriginFor = (host: string | undefined, publicUrl?: URL): string =>
  publicUrl && hostName(host) === publicUrl.hostname ? publicUrl.origin : `http://${host}`;
