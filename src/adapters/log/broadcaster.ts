import { headers, type JetStreamManager, type NatsConnection, NatsError, StorageType } from 'nats';
import { positionOf, subjectOf, toPublic } from '../../events/broadcast.ts';
import { type RecordedFact, read } from '../../events/catalog.ts';
import type { Log, StoredCommit } from '../../events/log.ts';

/** The stream for everyone else: one fact, one message. */
export const FACTS_STREAM = 'MANYHANDS_FACTS';

const positionHeader = 'Manyhands-Position';
const window = 256;

type Settings = {
  log: Log;
  connection: NatsConnection;
  signal: AbortSignal;
  /** Includes what could name a person. */
  withPersonal?: boolean;
  /** Hears the log sequence up to which every fact is out. */
  onProgress?: (sequence: number) => void;
};

/**
 * Keeps the stream of facts complete: every fact once, in the log's order. The stream's own last message is the
 * checkpoint, and each message is fenced by the one before it, so whatever crashes, nothing is missing and nothing twice.
 */
export async function broadcast(settings: Settings): Promise<void> {
  const { connection, signal } = settings;
  while (!signal.aborted) {
    try {
      const jsm = await connection.jetstreamManager();
      await ensureStream(connection, jsm);
      await broadcastFrom(settings, await lastOut(jsm));
    } catch (error) {
      // A lost connection, a restarted server, a fence that did not hold: look again where the stream stands.
      if (signal.aborted) return;
      if (connection.isClosed()) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

type Out = { sequence: number; place: number; messages: number };

async function lastOut(jsm: JetStreamManager): Promise<Out> {
  const { state } = await jsm.streams.info(FACTS_STREAM);
  if (state.messages === 0) return { sequence: 0, place: -1, messages: state.last_seq };
  const last = await jsm.streams.getMessage(FACTS_STREAM, { seq: state.last_seq });
  const [sequence, place] = last.header.get(positionHeader).split('.').map(Number);
  return { sequence: sequence ?? 0, place: place ?? -1, messages: state.last_seq };
}

async function broadcastFrom({ log, connection, signal, withPersonal, onProgress }: Settings, out: Out): Promise<void> {
  const js = connection.jetstream();
  let messages = out.messages;
  let pending: Promise<unknown>[] = [];

  const settle = async () => {
    const sent = pending;
    pending = [];
    await Promise.all(sent);
  };

  async function send(run: string, recorded: RecordedFact, position: string) {
    if (pending.length >= window) await settle();
    const { subject, body } = messageOf(run, recorded, position, withPersonal);
    const head = headers();
    head.set(positionHeader, position);
    const options = { msgID: recorded.id, headers: head, expect: { lastSequence: messages } };
    messages++;
    const sent = js.publish(subject, body, options);
    sent.catch(() => undefined);
    pending.push(sent);
  }

  /** Facts above runs and those already out are passed over. */
  async function sendCommit({ run, sequence, facts }: StoredCommit) {
    for (const [place, fact] of facts.entries()) {
      if (sequence === out.sequence && place <= out.place) continue;
      await send(run, fact, positionOf(sequence, place));
    }
  }

  let sequence = Math.max(out.sequence - 1, 0);
  const broken = new AbortController();
  const idle = setInterval(() => {
    const reached = sequence;
    settle().then(
      () => onProgress?.(reached),
      (error) => broken.abort(error),
    );
  }, 100);
  try {
    for await (const commit of log.follow(sequence, AbortSignal.any([signal, broken.signal]))) {
      await sendCommit(commit);
      sequence = commit.sequence;
    }
    await settle();
    broken.signal.throwIfAborted();
  } finally {
    clearInterval(idle);
  }
}

/** A fact that nobody here can read goes out as its position alone, so that the numbering has no hole. */
function messageOf(run: string, recorded: RecordedFact, position: string, withPersonal?: boolean) {
  const { type } = recorded;
  try {
    return {
      subject: subjectOf(run, type),
      body: JSON.stringify(toPublic(read(recorded), run, position, withPersonal)),
    };
  } catch {
    const { id, at } = recorded;
    return { subject: subjectOf(run, 'fact.unreadable'), body: JSON.stringify({ id, at, type, run, position }) };
  }
}

async function ensureStream(connection: NatsConnection, jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.streams.info(FACTS_STREAM);
  } catch (error) {
    if (!(error instanceof NatsError) || error.api_error?.err_code !== 10059) throw error;
    const [major = 0, minor = 0] = (connection.info?.version ?? '').split('.').map(Number);
    // What is lost here in a crash is sent again from the log, so the disk need not be waited for.
    const unhurried = major > 2 || (major === 2 && minor >= 12) ? { persist_mode: 'async' } : {};
    await jsm.streams.add({
      name: FACTS_STREAM,
      subjects: ['facts.>'],
      storage: StorageType.File,
      ...unhurried,
    } as never);
  }
}
