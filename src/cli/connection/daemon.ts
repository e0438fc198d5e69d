import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where a daemon's note lies in its data folder. */
export const noteIn = (dataFolder: string): string => join(dataFolder, 'daemon.json');

/** A daemon that serves a data folder now, and the token it wrote down for its own command line. */
export type Daemon = { pid: number; url: string; token?: string };
/** How a daemon says it is; each problem is a sentence. */
export type Health = { ok: boolean; pid: number; problems: string[]; log: { sequence: number } };

const Note = z.object({ pid: z.int().positive(), url: z.url(), token: z.string().optional() });
const Health = z.object({
  ok: z.boolean(),
  pid: z.int(),
  problems: z.array(z.string()),
  log: z.object({ sequence: z.number() }),
});

/** How long a daemon may take to say how it is, in milliseconds: it may be busy. */
const patience = 5000;

/** The daemon that serves this data folder: its note is there, its process lives, and it answers. */
export async function findDaemon(dataFolder: string): Promise<Daemon | undefined> {
  const note = Note.safeParse(parse(await readFile(noteIn(dataFolder), 'utf8').catch(() => '')));
  if (!note.success || !isAlive(note.data.pid)) return undefined;
  const health = await healthAt(note.data.url, note.data.token);
  // The port of a daemon that was killed may be another one's by now.
  return health?.pid === note.data.pid ? note.data : undefined;
}

/** How the daemon at a URL is; undefined where none answers. */
export async function healthAt(url: string, token?: string): Promise<Health | undefined> {
  try {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(new URL('/health', url), { headers, signal: AbortSignal.timeout(patience) });
    return Health.parse(await response.json());
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, and lives.
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
