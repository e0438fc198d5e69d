import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { keepFileSync } from '../../data-folder/durable-file.ts';

/** The users of our nats-server; their rights are in config.ts. */
const userNames = ['runtime', 'broadcaster', 'reader', 'watcher', 'tasks'] as const;
export type UserName = (typeof userNames)[number];

/** A password for every user. */
export type Credentials = Record<UserName, string>;

/**
 * The passwords in the folder, made once and readable by its owner only, so that outside tools can keep theirs. If the file is
 * damaged, makes new ones and reports that.
 */
export async function keptCredentials(folder: string, notify: (sentence: string) => void): Promise<Credentials> {
  const file = join(folder, 'credentials.json');
  const fresh = Object.fromEntries(
    userNames.map((name) => [name, randomBytes(24).toString('base64url')]),
  ) as Credentials;
  const kept = read(await readFile(file, 'utf8').catch(() => '{}'));
  if (!kept)
    notify(`${file} was damaged, probably by a power cut; the new password for outside tools is in facts.url.`);
  const credentials = { ...fresh, ...kept };
  if (!kept || Object.keys(kept).length < userNames.length)
    keepFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

const Kept = z.partialRecord(z.enum(userNames), z.string().regex(/^[\w-]{32}$/));

// With a damaged file outside tools lose their password, but nothing else: the server uses what we write next.
function read(text: string): Partial<Credentials> | undefined {
  try {
    return Kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The options of the NATS client for a URL; it does not read user and password from the URL. */
export type Address = { servers: string; user?: string; pass?: string };

/** Parses `nats://user:password@host:port`; the credentials may be missing. */
export function addressOf(url: string): Address {
  const { protocol, host, username, password } = new URL(url);
  const servers = `${protocol}//${host}`;
  if (!username) return { servers };
  return { servers, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}
