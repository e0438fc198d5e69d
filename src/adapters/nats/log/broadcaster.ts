import { setTimeout as pause } from 'node:timers/promises';
import type { JetStreamManager, NatsConnection } from 'nats';
import { type Message, positionOf, toMessage } from '../../../events/broadcast.ts';
import type { Log, StoredCommit } from '../../../events/log.ts';
import { encodedHeaders, ensureFacts, FACTS_STREAM, factsState, headersOf } from './facts-stream.ts';

const maxUnconfirmed = 256;
/** How often to check that the stream is complete while nothing is published, in ms. */
const checkEveryMs = 2000;

type Settings = {
  log: Log;
  connection: NatsConnection;
  signal: AbortSignal;
  /** Called with the log sequence up to which every fact is published. */
  onProgress?: (sequence: number) => void;
};

/**
 * Publishes every fact once, in the log's order. The stream's last message is the checkpoint, and each message expects
 * the sequence of the one before it, so a crash leaves neither gaps nor duplicates.
 */
export async function broadcast(settings: Settings): Promise<void> {
  const { connection, signal } = settings;
  while (!signal.aborted) {
    try {
      const jsm = await connection.jetstreamManager();
      await ensureFacts(connection, jsm);
      await broadcastFrom(settings, jsm, await lastPublished(jsm));
    } catch (error) {
      // A lost connection, a restarted server, or an unexpected last sequence: start again from the checkpoint.
      if (signal.aborted) return;
      if (connection.isClosed()) throw error;
      await pause(500);
    }
  }
}

type Published = { sequence: number; place: number; messages: number };

async function lastPublished(jsm: JetStreamManager): Promise<Published> {
  const { messages, last } = await factsState(jsm);
  return { sequence: last?.sequence ?? 0, place: last?.place ?? -1, messages };
}

async function broadcastFrom(settings: Settings, jsm: JetStreamManager, last: Published): Promise<void> {
  const { log, connection, signal, onProgress } = settings;
  const js = connection.jetstream();
  let messages = last.messages;
  let sinceConfirmed = 0;

  /**
   * Most messages are published without waiting for an acknowledgement. One in `maxUnconfirmed` is acknowledged: as each
   * expects the sequence before it, that covers all earlier ones. Acknowledging each would cost more than the messages.
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

  /** Waits until the stream has everything that was sent; throws if messages were lost. */
  async function confirm() {
    const sent = messages;
    for (let attempt = 0; attempt < 50; attempt++) {
      const { state } = await jsm.streams.info(FACTS_STREAM);
      if (state.last_seq >= sent) return;
      await pause(20);
    }
    throw new Error(`The stream of facts did not take all ${sent} messages.`);
  }

  /** Skips facts that are published already. */
  async function sendCommit({ run, sequence, json }: StoredCommit) {
    for (const [place, line] of json.entries()) {
      if (sequence === last.sequence && place <= last.place) continue;
      const position = positionOf(sequence, place);
      // Awaiting each message would make the client write it in a packet of its own.
      const confirming = send(toMessage(line, run, position), position);
      if (confirming) await confirming;
    }
  }

  let sequence = Math.max(last.sequence - 1, 0);
  const broken = new AbortController();
  const over = AbortSignal.any([signal, broken.signal]);

  async function reportProgress() {
    let checkedAt = performance.now();
    for (let reported = -1; !over.aborted; await pause(100)) {
      const reached = sequence;
      if (reached === reported && performance.now() - checkedAt < checkEveryMs) continue;
      await confirm();
      checkedAt = performance.now();
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
