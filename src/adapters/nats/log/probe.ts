import { type NatsConnection, StorageType } from 'nats';
import { refuse } from '../server/refusals.ts';
import { refuseNoRights } from './no-rights.ts';
import { codeOf } from './stream.ts';

/**
 * Tries whether this server really refuses a writer who comes second: old servers, and some in between, ignore the fence
 * without a word. A stream in memory serves for it and is removed again.
 */
export async function probeFence(connection: NatsConnection): Promise<void> {
  const jsm = await connection.jetstreamManager().catch(refuseNoRights);
  const js = connection.jetstream();
  const name = `MANYHANDS_PROBE_${process.pid}_${Date.now()}`;
  const subject = `probe.${name}`;
  const probe = { name, subjects: [subject], storage: StorageType.Memory, max_msgs: 10 };
  await jsm.streams.add(probe).catch(refuseNoRights);
  try {
    const first = await js.publish(subject, 'first', { expect: { lastSubjectSequence: 0 } });
    await js.publish(subject, 'second', { expect: { lastSubjectSequence: first.seq } });
    const third = js.publish(subject, 'third', { expect: { lastSubjectSequence: first.seq } });
    const code = await third.then(() => 0, codeOf);
    if (code !== 10071) throw refuse('nats/no-fence', { version: connection.info?.version ?? 'of an unknown version' });
  } finally {
    await jsm.streams.delete(name);
  }
}
