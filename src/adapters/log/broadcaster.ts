import { setTimeout as pause } from 'node:timers/promises';
import { headers, type JetStreamManager, type MsgHdrs, type NatsConnection, NatsError, StorageType } from 'nats';
import { type Message, positionOf, toMessage } from '../../events/broadcast.ts';
import type { Log, StoredCommit } from '../../events/log.ts';

/** The stream for everyone else: one fact, one message. */
export const FACTS_STREAM = 'MANYHANDS_FACTS';

const positionHeader = 'Manyhands-Position';
const idHeader = 'Nats-Msg-Id';
const fenceHeader = 'Nats-Expected-Last-Sequence';
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
      await ensureFactsStream(connection, jsm);
      await broadcastFrom(settings, jsm, await lastOut(jsm));
    } catch (error) {
      // A lost connection, a restarted server, a fence that did not hold: look again where the stream stands.
      if (signal.aborted) return;
      if (connection.isClosed()) throw error;
      await pause(500);
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

async function broadcastFrom(settings: Settings, jsm: JetStreamManager, out: Out): Promise<void> {
  const { log, connection, signal, withPersonal, onProgress } = settings;
  const js = connection.jetstream();
  let messages = out.messages;
  let sinceConfirmed = 0;

  /**
   * Messages go out unconfirmed, each fenced by the number of the one before, and now and then one is confirmed: behind
   * its fence stand all before it. A confirmation for each would cost more than the messages.
   */
  function send({ id, subject, body }: Message, position: string): Promise<unknown> | undefined {
    const fence = String(messages++);
    if (++sinceConfirmed >= window) {
      sinceConfirmed = 0;
      return js.publish(subject, body, { headers: headersOf(position, id, fence) });
    }
    connection.publish(subject, body, { headers: encoded(position, id, fence) });
    return undefined;
  }

  /** Waits until the stream holds everything that was sent; if it does not come to that, something broke on the way. */
  async function confirm() {
    if (sinceConfirmed === 0) return;
    const sent = messages;
    for (let attempt = 0; attempt < 50; attempt++) {
      const { state } = await jsm.streams.info(FACTS_STREAM);
      if (state.last_seq >= sent) return;
      await pause(20);
    }
    throw new Error(`The stream of facts did not take all ${sent} messages.`);
  }

  /** Facts already out are passed over. */
  async function sendCommit({ run, sequence, json }: StoredCommit) {
    for (const [place, line] of json.entries()) {
      if (sequence === out.sequence && place <= out.place) continue;
      const position = positionOf(sequence, place);
      // Waiting where there is nothing to wait for would make the client write each message by itself.
      const confirming = send(toMessage(line, run, position, withPersonal), position);
      if (confirming) await confirming;
    }
  }

  let sequence = Math.max(out.sequence - 1, 0);
  const broken = new AbortController();
  const over = AbortSignal.any([signal, broken.signal]);

  async function reportProgress() {
    for (let told = -1; !over.aborted; await pause(100)) {
      const reached = sequence;
      if (reached === told) continue;
      await confirm();
      told = reached;
      onProgress?.(reached);
    }
  }
  const reporting = reportProgress().catch((error) => broken.abort(error));

  try {
    for await (const commit of log.follow(sequence, over)) {
      await sendCommit(commit);
      sequence = commit.sequence;
    }
  } finally {
    broken.abort();
    await reporting;
  }
  if (!signal.aborted) throw broken.signal.reason;
}

function headersOf(position: string, id: string, fence: string): MsgHdrs {
  const head = headers();
  head.set(positionHeader, position);
  head.set(idHeader, id);
  head.set(fenceHeader, fence);
  return head;
}

/** The same headers as bytes: all that publishing asks of them, and the client's own way takes seven times as long. */
function encoded(position: string, id: string, fence: string): MsgHdrs {
  if (!/^[\w.-]+$/.test(id)) return headersOf(position, id, fence);
  const text = `NATS/1.0\r\n${positionHeader}: ${position}\r\n${idHeader}: ${id}\r\n${fenceHeader}: ${fence}\r\n\r\n`;
  return { encode: () => Buffer.from(text) } as unknown as MsgHdrs;
}

/** Makes the stream of facts if there is none. */
export async function ensureFactsStream(connection: NatsConnection, jsm: JetStreamManager): Promise<void> {
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
