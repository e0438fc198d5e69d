import { setTimeout as pause } from 'node:timers/promises';
import type { JetStreamManager, NatsConnection } from 'nats';
import { type Message, positionOf, toMessage } from '../../../events/broadcast.ts';
import type { Log, StoredCommit } from '../../../events/log.ts';
import { encodedHeaders, ensureFacts, FACTS_STREAM, factsState, headersOf } from './facts-stream.ts';

const maxUnconfirmed = 256;
/** How often to look whether the stream still holds everything while nothing is sent, in ms. */
const lookEveryMs = 2000;

type Settings = {
  log: Log;
  connection: NatsConnection;
  signal: AbortSignal;
  /** Called with the log sequence up to which every fact is out. */
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
      await ensureFacts(connection, jsm);
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
  const { messages, last } = await factsState(jsm);
  return { sequence: last?.sequence ?? 0, place: last?.place ?? -1, messages };
}

async function broadcastFrom(settings: Settings, jsm: JetStreamManager, out: Out): Promise<void> {
  const { log, connection, signal, onProgress } = settings;
  const js = connection.jetstream();
  let messages = out.messages;
  let sinceConfirmed = 0;

  /**
   * Messages go out unconfirmed, each fenced by the number of the one before, and now and then one is confirmed: behind
   * its fence stand all before it. A confirmation for each would cost more than the messages.
   */
  function send({ id, subject, body }: Message, position: string): Promise<unknown> | undefined {
    const fence = String(messages++);
    if (++sinceConfirmed >= maxUnconfirmed) {
      sinceConfirmed = 0;
      return js.publish(subject, body, { headers: headersOf(position, id, fence) });
    }
    connection.publish(subject, body, { headers: encodedHeaders(position, id, fence) });
    return undefined;
  }

  /** Waits until the stream holds everything that was sent; if it does not come to that, something broke on the way. */
  async function confirm() {
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
      const confirming = send(toMessage(line, run, position), position);
      if (confirming) await confirming;
    }
  }

  let sequence = Math.max(out.sequence - 1, 0);
  const broken = new AbortController();
  const over = AbortSignal.any([signal, broken.signal]);

  async function reportProgress() {
    let lookedAt = performance.now();
    for (let reported = -1; !over.aborted; await pause(100)) {
      const reached = sequence;
      if (reached === reported && performance.now() - lookedAt < lookEveryMs) continue;
      await confirm();
      lookedAt = performance.now();
      if (reached === reported) continue;
      reported = reached;
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
