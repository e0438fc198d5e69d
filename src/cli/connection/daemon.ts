import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { addressOf } from '../../api/client.ts';
import { health } from '../../api/health.ts';

/** Where a daemon's note lies in its data folder. */
export const noteIn = (dataFolder: string): string => join(dataFolder, 'daemon.json');

/** A daemon that serves a data folder now, and the token that it left for its own command line. */
export type Daemon = { pid: number; url: string; token?: string };
const Note = z.object({ pid: z.int().positive(), url: z.url(), token: z.string().optional() });
/** What a daemon reports to its own command line, which may see all of it. */
const Health = health.reply.required({ pid: true, problems: true, log: true });
/** How a daemon is; each problem is a sentence. */
export type Health = z.output<typeof Health>;

/** How long a busy daemon may take to report its health. */
const timeoutMs = 5000;

/** The daemon that serves this data folder: its note is there, its process lives, and it answers. */
export async function findDaemon(dataFolder: string): Promise<Daemon | undefined> {
  const note = Note.safeParse(parse(await readFile(noteIn(dataFolder), 'utf8').catch(() => '')));
  if (!note.success || !isAlive(note.data.pid)) return undefined;
  const health = await healthAt(note.data.url, note.data.token);
  // Another process may use the port of a daemon that was killed.
  return health?.pid === note.data.pid ? note.data : undefined;
}

/** The health of the daemon at a URL; undefined if none answers. */
export async function healthAt(url: string, token?: string): Promise<Health | undefined> {
  try {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(new URL(addressOf(health), url), { headers, signal: AbortSignal.timeout(timeoutMs) });
    return Health.parse(await response.json());
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user exists, but may not be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
