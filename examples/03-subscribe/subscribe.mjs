// Prints every answer as it is submitted: node subscribe.mjs [nats://user:password@host:port] [--from SEQUENCE]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from 'nats';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { from: { type: 'string' } } });
const addressFile = join(process.env.MANYHANDS_DATA || '.manyhands', 'facts.url');

/** The address that a daemon leaves in its data folder. */
function addressIn(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    console.error(`There is no ${file}. Start Manyhands first, or name its data folder in MANYHANDS_DATA.`);
    process.exit(1);
  }
}
const url = new URL(positionals[0] ?? process.env.MANYHANDS_FACTS_URL ?? addressIn(addressFile));

const connection = await connect({
  servers: url.host,
  user: decodeURIComponent(url.username),
  pass: decodeURIComponent(url.password),
  // While Manyhands is stopped, this waits for it.
  maxReconnectAttempts: -1,
  waitOnFirstConnect: true,
});
// A time rather than "new": should the connection break before the first answer, nothing is skipped.
const start = values.from ? { opt_start_seq: Number(values.from) } : { opt_start_time: new Date().toISOString() };
const facts = await connection
  .jetstream()
  .consumers.get('MANYHANDS_FACTS', { filterSubjects: 'facts.*.unit.submitted', ...start });

for await (const message of await facts.consume()) {
  const { at, run, data } = message.json();
  console.log(`${message.seq}  ${at}  ${run}  ${data.unitId}  ${JSON.stringify(data.answer)}`);
}
