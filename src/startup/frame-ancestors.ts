import { isIP } from 'node:net';

/** A host source of a content security policy: scheme, host (with `*.` for all below it), and a port or `:*` for any. */
const hostSource =
  /^https?:\/\/(?:\*\.)?([a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*)(?::(\d+|\*))?\/?$/;

/** An origin as a policy names it; undefined for what browsers would ignore, and for what means every site. */
export function frameAncestor(text: string): string | undefined {
  const source = text.toLowerCase();
  const [, host = '', port = ''] = hostSource.exec(source) ?? [];
  // A policy has no notation for IPv6, and a wildcard stands for names only.
  const isAddress = /^[\d.]+$/.test(host);
  const isHost = isAddress ? isIP(host) === 4 && !source.includes('//*') : host !== '';
  return isHost && !(Number(port) > 65_535) ? source.replace(/\/$/, '') : undefined;
}

/** A name or an address of a host, in small letters, without scheme and port; undefined for what is none. */
export function hostName(text: string): string | undefined {
  const host = text.toLowerCase();
  return isIP(host) !== 0 || /^[a-z\d](?:[a-z\d._-]*[a-z\d])?$/.test(host) ? host : undefined;
}

/** The entries of a setting, which stand between blanks or commas. */
export const entriesOf = (text: string): string[] => text.split(/[\s,]+/).filter((entry) => entry !== '');
