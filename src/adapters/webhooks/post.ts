import { type LookupAddress, lookup } from 'node:dns';
import { type ClientRequest, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AllowedReceivers, hostOf, mayConnect } from './receiver-address.ts';

/** What came of an attempt: taken, gone for good, or a failure with how long the receiver wants to be left alone, in ms. */
export type Outcome = { taken: true } | { taken: false; message: string; isGone?: boolean; waitMs?: number };

/** The names of a host, as `node:dns` gives them. */
export type Lookup = (host: string, then: (error: Error | null, found: LookupAddress[]) => void) => void;

/** How requests go out. */
export type Posting = {
  allowed: Pick<AllowedReceivers, 'hosts'>;
  /** How long an attempt may take from its beginning to the head of the response, in ms. */
  timeoutMs: number;
  lookup?: Lookup;
};

/** One delivery. */
export type Post = { url: string; headers: Readonly<Record<string, string>>; body: string };

const lookUp: Lookup = (host, then) => lookup(host, { all: true }, then);

/**
 * Sends a body once. Follows no redirect, since that could lead to an address that is not allowed, and reads nothing of the response
 * beyond its head. Never rejects.
 */
export function post({ url, headers, body }: Post, posting: Posting, signal?: AbortSignal): Promise<Outcome> {
  const { allowed, timeoutMs } = posting;
  const address = new URL(url);
  const host = hostOf(address);
  if (isIP(host) !== 0 && !mayConnect(host, host, allowed)) return Promise.resolve(failed(notAllowed(host)));
  const timeLimit = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    const ask: typeof overHttp = address.protocol === 'https:' ? overHttps : overHttp;
    const sent: ClientRequest = ask(address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      // A kept connection would have been checked for another host, and may be closed just now.
      agent: false,
      lookup: checkedLookup(host, posting),
      signal: signal ? AbortSignal.any([timeLimit, signal]) : timeLimit,
    });
    sent.on('error', (error) =>
      resolve(failed(timeLimit.aborted ? `no reply within ${timeoutMs / 1000} seconds` : reasonOf(error))),
    );
    sent.on('response', (response) => {
      const { statusCode = 0, headers: replied } = response;
      // What a receiver writes is of no use, and could be endless.
      response.on('error', () => undefined).destroy();
      resolve(outcomeOf(statusCode, replied['retry-after']));
    });
    sent.end(body);
  });
}

const failed = (message: string): Outcome => ({ taken: false, message });
const notAllowed = (host: string) => `${host} is in a private network, and MANYHANDS_WEBHOOK_HOSTS does not name it`;

/** Looks a host up, and fails if one of its addresses may not be connected to. */
function checkedLookup(host: string, { allowed, lookup = lookUp }: Posting): LookupFunction {
  return (_, options, then) =>
    lookup(host, (error, found) => {
      const isRefused = found?.some(({ address }) => !mayConnect(host, address, allowed));
      const [first] = found ?? [];
      if (error || !first) return then(error ?? new Error(`${host} has no address`), '', 0);
      if (isRefused) return then(new Error(notAllowed(host)), '', 0);
      return options.all ? then(null, found) : then(null, first.address, first.family);
    });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was closed without a reply',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up right now',
};

const reasonOf = (error: NodeJS.ErrnoException): string => reasons[error.code ?? ''] ?? error.message;

const maxWaitMs = 60 * 60_000;

function outcomeOf(status: number, retryAfter: string | undefined): Outcome {
  if (status >= 200 && status < 300) return { taken: true };
  if (status >= 300 && status < 400) return failed(`the reply was ${status}, and redirects are not followed`);
  if (status === 410) return { taken: false, message: 'the reply was 410: the receiver is gone', isGone: true };
  const seconds = Number(retryAfter);
  const waitMs = seconds > 0 ? Math.min(seconds * 1000, maxWaitMs) : undefined;
  return { taken: false, message: `the reply was ${status}`, ...(waitMs === undefined ? {} : { waitMs }) };
}
