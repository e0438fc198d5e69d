import { isIP } from 'node:net';
import { isLoopback, isPublicAddress } from '../addresses.ts';
import { refuse } from './refusals.ts';

/** Which receivers are allowed. */
export type AllowedReceivers = {
  /** Hosts in private networks that may be receivers, also without https. */
  hosts: readonly string[];
  /** The port of the server itself, once it is known. */
  ownPort: () => number | undefined;
};

/** RFC 1035, section 2.3.4. */
const [maxHostChars, maxLabelChars] = [253, 63];

/** The host of an address without the brackets of IPv6. */
export const hostOf = ({ hostname }: Pick<URL, 'hostname'>): string => hostname.replace(/^\[(.+)\]$/, '$1');

const isNamed = (host: string, { hosts }: Pick<AllowedReceivers, 'hosts'>) => hosts.includes(host.toLowerCase());

/** The address of a receiver; refuses what is no address, is not encrypted outside this machine, or is not allowed. */
export function receiverAddress(text: string, allowed: AllowedReceivers): URL {
  const bad = (reason: string) => refuse('webhook/bad-address', { reason });
  if (!URL.canParse(text)) throw bad('it is not a whole address');
  const url = new URL(text);
  const host = hostOf(url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad('it does not begin with https://');
  if (url.username !== '' || url.password !== '') throw bad('it has a name or a password in it');
  if (isIP(host) === 0 && (host.length > maxHostChars || host.split('.').some((label) => label.length > maxLabelChars)))
    throw bad('no host has a name as long as this one');
  if (url.hash !== '') throw bad('it has a "#" in it');
  if (url.protocol === 'http:' && !isLoopback(host) && !isNamed(host, allowed))
    throw bad('it is not encrypted, and only receivers on this machine can do without https');
  const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
  if (isLoopback(host) && port === allowed.ownPort()) throw refuse('webhook/own-address');
  if (isIP(host) !== 0 && !mayConnect(host, host, allowed)) throw refuse('webhook/private-address', { host });
  return url;
}

/**
 * Whether a delivery to a host may connect to an address that its name stands for. A name outside this machine may not stand for an
 * address inside, so that nobody reaches from here what they cannot reach themselves.
 */
export const mayConnect = (host: string, address: string, allowed: Pick<AllowedReceivers, 'hosts'>): boolean =>
  isNamed(host, allowed) || (isLoopback(host) ? isLoopback(address) : isPublicAddress(address));
