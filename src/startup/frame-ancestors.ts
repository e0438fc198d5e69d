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

/** The entries of the setting, which stand between blanks or commas. */
export const ancestorsIn = (text: string): string[] => text.split(/[\s,]+/).filter((entry) => entry !== '');
