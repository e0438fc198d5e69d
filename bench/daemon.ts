import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../src/actors/refusal.ts';
import { openDaemon } from '../src/main.ts';
import { overJson } from '../src/runtime/over-json.ts';
import { readSettings } from '../src/startup/config.ts';

/** The whole daemon on a free port, for a bench that measures it from outside; with `json` its gateway calls the runtime in JSON. */
const [folder = '', port = '0', calls] = process.argv.slice(2);
const { cacheFolder } = readSettings(process.env);
const daemon = await openDaemon({
  dataFolder: join(folder, 'data'),
  cacheFolder,
  port: Number(port),
  transport: calls === 'json' ? overJson : undefined,
  notify: () => undefined,
}).catch((error) => {
  console.error(error instanceof Refusal ? error.message : error);
  process.exit(1);
});
const { server: natsPid } = JSON.parse(readFileSync(join(folder, 'data/nats/nats.pid'), 'utf8'));
process.send?.({ port: daemon.port, natsPid });
// Its parent is gone; the nats-server ends with this process.
process.once('disconnect', () => process.exit());
process.on('message', async () => {
  await daemon.stop();
  process.exit(0);
});
