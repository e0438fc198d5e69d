import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { keepFileSync } from '../../data-folder/durable-file.ts';

/** Who may sign in at our nats-server; the rights of each are in config.ts. */
export const userNames = ['runtime', 'broadcaster', 'reader', 'watcher'] as const;
export type UserName = (typeof userNames)[number];

/** A password for every user. */
export type Credentials = Record<UserName, string>;

/**
 * The passwords kept in the folder, made once and readable by its owner only, so that outside tools keep theirs. Where they
 * cannot be read, there are new ones and a sentence.
 */
export async function keptCredentials(folder: string, say: (sentence: string) => void): Promise<Credentials> {
  const file = join(folder, 'credentials.json');
  const fresh = Object.fromEntries(
    userNames.map((name) => [name, randomBytes(24).toString('base64url')]),
  ) as Credentials;
  const kept = read(await readFile(file, 'utf8').catch(() => '{}'));
  if (!kept)
    say(`${file} was not whole, as a power cut can leave it; outside tools find their new password in facts.url.`);
  const credentials = { ...fresh, ...kept };
  if (!kept || Object.keys(kept).length < userNames.length)
    keepFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

const Kept = z.partialRecord(z.enum(userNames), z.string().regex(/^[\w-]{32}$/));

// A file that cannot be read costs outside tools their password, never the log: the server takes what we write next.
function read(text: string): Partial<Credentials> | undefined {
  try {
    return Kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** How the NATS client wants what a URL says: it reads no user and password from the URL itself. */
export type Address = { servers: string; user?: string; pass?: string };

/** Takes `nats://user:password@host:port` apart; both credentials may be missing. */
export function addressOf(url: string): Address {
  const { protocol, host, username, password } = new URL(url);
  const servers = `${protocol}//${host}`;
  if (!username) return { servers };
  return { servers, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}
