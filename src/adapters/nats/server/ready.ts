import { connect as dial } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'nats';
import type { Child } from './child.ts';
import type { Place } from './config.ts';
import { addressOf } from './credentials.ts';

/** Waits, however long a server reads its store, until it greets by its name and lets us in; throws with the reason it ended. */
export async function untilReady(child: Child, { port, name }: Place, url: string, slow: () => void): Promise<void> {
  const notice = setTimeout(slow, 5_000);
  let reason: string | undefined;
  child.ended.then((ended) => {
    reason = ended;
  });
  try {
    // No password is shown to another program that may listen on this port.
    while ((await nameAt(port)) !== name) {
      if (reason !== undefined) throw new Error(reason);
      await Promise.race([wait(50), child.ended]);
    }
    await signIn(url);
  } catch (error) {
    await child.end();
    throw error;
  } finally {
    clearTimeout(notice);
  }
}

/** The name by which a NATS server on a loopback port greets anyone; undefined if none does within 2 seconds. */
export function nameAt(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1');
    let received = '';
    const answer = (name?: string) => {
      socket.destroy();
      resolve(name);
    };
    socket.setTimeout(2_000, () => answer());
    socket.on('error', () => answer());
    socket.on('close', () => answer());
    socket.on('data', (bytes) => {
      received += bytes.toString('utf8');
      if (received.includes('\r\n') || received.length > 64_000) answer(/"server_name":"([^"]*)"/.exec(received)?.[1]);
    });
  });
}

async function signIn(url: string) {
  const connection = await connect({
    ...addressOf(url),
    reconnect: false,
    timeout: 10_000,
    ignoreClusterUpdates: true,
  });
  try {
    await (await connection.jetstreamManager()).getAccountInfo();
  } finally {
    await connection.close();
  }
}
