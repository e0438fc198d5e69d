// Prints every answer as it is handed in: node subscribe.mjs [nats://user:password@host:port] [--from SEQUENCE]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect } from 'nats';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { from: { type: 'string' } } });
const url = new URL(
  positionals[0] ?? process.env.MANYHANDS_FACTS_URL ?? readFileSync('.manyhands/facts.url', 'utf8').trim(),
);

const connection = await connect({
  servers: url.host,
  user: decodeURIComponent(url.username),
  pass: decodeURIComponent(url.password),
  // While Manyhands is stopped, this waits for it.
  maxReconnectAttempts: -1,
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
