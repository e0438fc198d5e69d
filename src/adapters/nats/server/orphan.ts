import { readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { filesIn } from './config.ts';
import { processOf } from './processes.ts';
import { refuse } from './refusals.ts';

const Pids = z.object({ server: z.int().positive(), owner: z.int().positive() });

/** The process ids of the server on a folder and of the daemon that started it. */
export type Pids = z.infer<typeof Pids>;

/** Ends a server on this folder whose daemon was killed; refuses if its daemon is alive. */
export async function endOrphan(folder: string): Promise<void> {
  const files = filesIn(folder);
  const pids = await recorded(files.pids);
  if (!pids) return;

  const find = async () => {
    const found = await processOf(pids.server);
    return found?.command.includes('nats-server') && found.command.includes(files.config) ? found : undefined;
  };
  const server = await find();
  // A process gets another parent when its own dies.
  if (server?.parent === pids.owner) throw refuse('nats/in-use', { folder });

  if (server) {
    signal(pids.server, 'SIGTERM');
    for (let waited = 0; waited < 5_000 && (await find()); waited += 50) await wait(50);
    if (await find()) signal(pids.server, 'SIGKILL');
    while (await find()) await wait(50);
  }
  await rm(files.pids, { force: true });
}

async function recorded(file: string): Promise<Pids | undefined> {
  try {
    return Pids.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
}
