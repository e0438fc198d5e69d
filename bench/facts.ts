import { connect } from 'nats';
import { addressOf } from '../src/adapters/nats/server/credentials.ts';

/** The positions of all facts that are broadcast, in the stream's order, read with an outside tool's credentials. */
export async function readAllFacts(url: string): Promise<string[]> {
  const connection = await connect(addressOf(url));
  const positions: string[] = [];
  try {
    const consumer = await connection.jetstream().consumers.get('MANYHANDS_FACTS', { filterSubjects: 'facts.>' });
    const { num_pending: pending } = await consumer.info();
    if (pending === 0) return positions;
    for await (const message of await consumer.consume()) {
      positions.push(message.json<{ position: string }>().position);
      if (message.info.pending === 0) break;
    }
    return positions;
  } finally {
    await connection.close();
  }
}
