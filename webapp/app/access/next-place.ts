/** Where to go after signing in: a screen of this app, whatever the address says. */
export function nextPlace(next: string | undefined): string {
  // Browsers read `\` as `/`, and `//` begins another host.
  const isOwn = next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/login');
  return isOwn ? next : '/';
}
