import { connect as dial } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'nats';
import type { Child } from './child.ts';
import type { NamedPort } from './config.ts';
import { addressOf } from './credentials.ts';

/** Waits without a time limit until a server greets with its name and accepts our login; throws the reason if it ends. */
export async function untilReady(
  child: Child,
  { port, name }: NamedPort,
  url: string,
  slow: () => void,
): Promise<void> {
  const notice = setTimeout(slow, 5_000);
  let reason: string | undefined;
  child.ended.then((ended) => {
    reason = ended;
  });
  try {
    // The name is checked first, so that no other program on this port gets the password.
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

/** The name in the greeting of a NATS server on a loopback port; undefined if none greets within 2 seconds. */
export function nameAt(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1');
    let received = '';
    const finish = (name?: string) => {
      socket.destroy();
      resolve(name);
    };
    socket.setTimeout(2_000, () => finish());
    socket.on('error', () => finish());
    socket.on('close', () => finish());
    socket.on('data', (bytes) => {
      received += bytes.toString('utf8');
      if (received.includes('\r\n') || received.length > 64_000) finish(/"server_name":"([^"]*)"/.exec(received)?.[1]);
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
