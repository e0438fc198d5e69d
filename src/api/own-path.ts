const anyOrigin = 'http://own.invalid';

/**
 * The page to show after signing in: `next` if it is a page of this server, else `/`. Browsers remove tabs and line breaks from
 * URLs, read `\` as `/`, and start another host at `//`; percent-encoded characters are checked as well.
 */
export function ownPath(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next) || !URL.canParse(next, anyOrigin)) return '/';
  const { origin, pathname, search, hash } = new URL(next, anyOrigin);
  const path = decoded(pathname);
  const isOwn = origin === anyOrigin && path !== undefined && !/\/\/|[\\\p{Cc}]/u.test(path);
  return isOwn && !/^\/(?:login|api|mephisto\/api)(?:\/|$)/i.test(path) ? `${pathname}${search}${hash}` : '/';
}

/** A path without percent-encoding, decoded until nothing changes. */
function decoded(path: string): string | undefined {
  try {
    const once = decodeURIComponent(path);
    return once === path ? once : decoded(once);
  } catch {
    return undefined;
  }
}
