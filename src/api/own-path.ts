const anyOrigin = 'http://own.invalid';

/**
 * Where to go after signing in, if that is a page of this server, else `/`. Browsers take tabs and line ends out of an address,
 * read `\` as `/`, and `//` begins another host; what is written in escapes is read as if it were not.
 */
export function ownPath(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next) || !URL.canParse(next, anyOrigin)) return '/';
  const { origin, pathname, search, hash } = new URL(next, anyOrigin);
  const path = decoded(pathname);
  const isOwn = origin === anyOrigin && path !== undefined && !/\/\/|[\\\p{Cc}]/u.test(path);
  return isOwn && !/^\/(?:login|api|mephisto\/api)(?:\/|$)/i.test(path) ? `${pathname}${search}${hash}` : '/';
}

/** A path without its escapes, also those of escapes. */
function decoded(path: string): string | undefined {
  try {
    const once = decodeURIComponent(path);
    return once === path ? once : decoded(once);
  } catch {
    return undefined;
  }
}
