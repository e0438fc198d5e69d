import { isLoopback } from '../addresses.ts';
import { refuse } from './refusals.ts';

/** The address of a provider's API: encrypted, or on this machine, where only a simulated provider is. Ends with a slash. */
export function providerAddress(text: string, key: string): URL {
  const bad = (reason: string) => refuse('provider/bad-address', { key, reason });
  if (!URL.canParse(text)) throw bad('it is not a whole address');
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.+)\]$/, '$1');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad('it does not begin with https://');
  if (url.username !== '' || url.password !== '') throw bad('it has a name or a password in it');
  if (url.search !== '' || url.hash !== '') throw bad('it has a "?" or a "#" in it');
  if (url.protocol === 'http:' && !isLoopback(host))
    throw bad('it is not encrypted, and only a simulated provider on this machine can do without https');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
