import { openDataFolder } from '../src/adapters/data-folder/data-folder.ts';
import { jetStreamLog } from '../src/adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../src/adapters/nats/nats.ts';
import type { Log } from '../src/events/log.ts';
import { readSettings } from '../src/startup/config.ts';

/** Does the work with the log of a data folder that no daemon is using. */
export async function withLogIn<Result>(folder: string, work: (log: Log) => Promise<Result>): Promise<Result> {
  const held = openDataFolder(folder);
  const quiet = () => undefined;
  const { cacheFolder } = readSettings(process.env);
  const nats = await openNats({ folder: held.nats, cacheFolder, notify: quiet, onGone: quiet });
  try {
    const log = await jetStreamLog(await connectTo(nats.logUrl, 'bench'));
    const result = await work(log);
    await log.close();
    return result;
  } finally {
    await nats.stop();
    held.release();
  }
}
