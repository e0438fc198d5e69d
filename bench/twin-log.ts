import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { jetStreamLog } from '../src/adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../src/adapters/nats/nats.ts';
import { readSettings } from '../src/startup/config.ts';

const perCommit = 300;

/** A log as Manyhands has it, with the same fenced appends in group commits, and nothing around it. */
export async function openTwinLog(folder: string) {
  const { cacheFolder } = readSettings(process.env);
  const quiet = () => undefined;
  const nats = await openNats({ folder: join(folder, 'nats'), cacheFolder, notify: quiet, onGone: quiet });
  const log = await jetStreamLog(await connectTo(nats.logUrl, 'twin'));
  const pending: { json: string[]; resolve: () => void }[] = [];
  let sequence = 0;
  let storing = false;

  async function flush() {
    storing = true;
    while (pending.length) {
      const batch = pending.splice(0, perCommit);
      const json = batch.flatMap((one) => one.json);
      sequence = await log.append({ id: randomUUID(), run: 'twin', json }, sequence);
      for (const { resolve } of batch) resolve();
    }
    storing = false;
  }

  return {
    natsPid: nats.ownPid?.(),
    /** The sequence of the last commit. */
    sequence: () => sequence,
    /** Resolves when these facts are on disk. */
    store: (...facts: object[]) =>
      new Promise<void>((resolve) => {
        pending.push({ json: facts.map((fact) => JSON.stringify(fact)), resolve });
        if (!storing) void flush();
      }),
    /** A fact as Manyhands writes it. */
    stamp: (type: string, data: object) => ({
      id: randomUUID(),
      at: new Date().toISOString(),
      by: 'twin',
      type,
      version: 1,
      data,
    }),
    async close() {
      await log.close();
      await nats.stop();
    },
  };
}
