import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The kind of range that an address is in; an IPv4 address written as IPv6 is in its own. Undefined for what is no address. */
function rangeOf(address: string): string | undefined {
  const bare = address.trim().replace(/^\[(.+)\]$/, '$1');
  // The library also takes numbers and short forms, which no socket reports and no browser sends.
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare).range();
}

/** Whether a name or an address can only mean this machine. */
export const isLoopback = (name: string): boolean =>
  name.trim().toLowerCase() === 'localhost' || rangeOf(name) === 'loopback';

const privateRanges: readonly unknown[] = ['private', 'uniqueLocal'];

/** Whether an address is of this machine, or of a network that is not routed in the internet. */
export const isPrivateAddress = (address: string): boolean =>
  isLoopback(address) || privateRanges.includes(rangeOf(address));

/** Whether an address is routed in the internet: neither of this machine, nor of a private, local or reserved network. */
export const isPublicAddress = (address: string): boolean => rangeOf(address) === 'unicast';
