/** How the NATS client wants what a URL says: it reads no user and password from the URL itself. */
export type Address = { servers: string; user?: string; pass?: string };

/** Takes `nats://user:password@host:port` apart; both credentials may be missing. */
export function addressOf(url: string): Address {
  const { protocol, host, username, password } = new URL(url);
  const servers = `${protocol}//${host}`;
  if (!username) return { servers };
  return { servers, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}
