import { headers, type JetStreamManager, type MsgHdrs, type NatsConnection, StorageType } from 'nats';
import semver from 'semver';
import { lastHolding } from '../../../runtime/integrity/bisect.ts';
import type {
  FactPosition,
  FactsState,
  PublishedFact,
  PublishedFacts,
} from '../../../runtime/integrity/published-facts.ts';
import { connectTo } from '../nats.ts';
import { codeOf } from './stream.ts';

/** The public stream: one message for each fact. */
export const FACTS_STREAM = 'MANYHANDS_FACTS';

const positionHeader = 'Manyhands-Position';
const idHeader = 'Nats-Msg-Id';
const fenceHeader = 'Nats-Expected-Last-Sequence';

/** The stream of facts of this connection's account. */
export async function publishedFacts(connection: NatsConnection): Promise<PublishedFacts> {
  const jsm = await connection.jetstreamManager();
  return {
    ...(await factsState(jsm)),
    at: (number) => publishedFact(jsm, number),
    from: (position) => publishedFrom(jsm, position),
    remove: () => removeFacts(jsm),
  };
}

/** What the stream of facts holds; nothing if there is none. */
export async function factsState(jsm: JetStreamManager): Promise<FactsState> {
  try {
    const { state } = await jsm.streams.info(FACTS_STREAM);
    const { last_seq, messages } = state;
    return { messages: last_seq, isUnbroken: messages === last_seq, last: await publishedFact(jsm, last_seq) };
  } catch (error) {
    if (isMissing(error)) return { messages: 0, isUnbroken: true };
    throw error;
  }
}

async function publishedFact(jsm: JetStreamManager, number: number): Promise<PublishedFact | undefined> {
  if (number < 1) return undefined;
  try {
    const message = await jsm.streams.getMessage(FACTS_STREAM, { seq: number });
    const [, run = ''] = message.subject.split('.');
    return { number, ...placeOf(message.header), run, body: message.string() };
  } catch (error) {
    if (codeOf(error) === 10037) return undefined;
    throw error;
  }
}

/** Whether the message of a number can be read. */
export const isThere = async (jsm: JetStreamManager, number: number): Promise<boolean> =>
  (await publishedFact(jsm, number)) !== undefined;

/** The id and position of a message's fact, from its headers. */
export function placeOf(header: MsgHdrs | undefined): FactPosition {
  const [sequence = 0, place = 0] = (header?.get(positionHeader) ?? '').split('.').map(Number);
  return { id: header?.get(idHeader) ?? '', sequence, place };
}

async function* publishedFrom(jsm: JetStreamManager, position: number): AsyncGenerator<PublishedFact> {
  const { messages } = await factsState(jsm);
  const before = await lastHolding(0, messages + 1, async (number) => {
    const fact = await publishedFact(jsm, number);
    return fact !== undefined && fact.sequence < position;
  });
  for (let number = before + 1; number <= messages; number++) {
    const fact = await publishedFact(jsm, number);
    if (fact) yield fact;
  }
}

async function removeFacts(jsm: JetStreamManager): Promise<void> {
  await jsm.streams.delete(FACTS_STREAM).catch((error) => {
    if (!isMissing(error)) throw error;
  });
}

const isMissing = (error: unknown) => codeOf(error) === 10059;

/** The headers of a fact's message: its place in the log, its id, and the number of the message before it. */
export function headersOf(position: string, id: string, fence: string): MsgHdrs {
  const head = headers();
  head.set(positionHeader, position);
  head.set(idHeader, id);
  head.set(fenceHeader, fence);
  return head;
}

/** The same headers, encoded here: the client's own encoding takes seven times as long. */
export function encodedHeaders(position: string, id: string, fence: string): MsgHdrs {
  if (!/^[\w.-]+$/.test(id)) return headersOf(position, id, fence);
  const text = `NATS/1.0\r\n${positionHeader}: ${position}\r\n${idHeader}: ${id}\r\n${fenceHeader}: ${fence}\r\n\r\n`;
  return { encode: () => Buffer.from(text) } as unknown as MsgHdrs;
}

/** Makes the stream of facts if it is missing. */
export async function ensureFacts(connection: NatsConnection, jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.streams.info(FACTS_STREAM);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const version = semver.coerce(connection.info?.version);
    // What a crash loses is published again from the log, so no message waits for the disk.
    const persistence = version && semver.gte(version, '2.12.0') ? { persist_mode: 'async' } : {};
    await jsm.streams.add({
      name: FACTS_STREAM,
      subjects: ['facts.>'],
      storage: StorageType.File,
      ...persistence,
    } as never);
  }
}

/** The same before anybody is connected; if it fails, the broadcaster tries again. */
export async function makeFactsStream(factsUrl: string): Promise<void> {
  const connection = await connectTo(factsUrl, 'broadcaster');
  const making = connection.jetstreamManager().then((jsm) => ensureFacts(connection, jsm));
  await making.catch(() => undefined).finally(() => connection.close());
}
