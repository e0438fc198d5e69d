import { once } from 'node:events';
import type { Daemon, DaemonSettings } from '../../startup/daemon.ts';
import { asCalled, hint } from '../terminal/called-as.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { refuse } from '../terminal/refusals.ts';
import { type Client, openClient } from './client.ts';
import type { Context } from './context.ts';
import { findDaemon } from './daemon.ts';

/** A daemon opened in this terminal, its client, and what aborts when it ends. */
export type Opened = { daemon: Daemon; client: Client; signal: AbortSignal };

/** Opens a daemon, does the work, and keeps the daemon open until Ctrl-C or until its log is gone for good. */
export async function inForeground(
  context: Context,
  work: (opened: Opened) => Promise<void>,
  options: Pick<DaemonSettings, 'acceptLoss'> = {},
): Promise<void> {
  const { terminal } = context;
  const settings = context.settings();
  const running = await findDaemon(settings.dataFolder);
  if (running) throw refuse('daemon/running', { ...running, folder: settings.dataFolder });

  const ended = new AbortController();
  const forget = onInterrupt(() => {
    terminal.notify('Stopping. Press Ctrl-C again to end at once.');
    ended.abort(new Interrupted());
  });
  const onGone = (message: string) => ended.abort(refuse('nats/gone', { sentence: message }));
  let daemon: Daemon | undefined;
  try {
    daemon = await context.openDaemon({
      ...settings,
      ...options,
      notify: (sentence) => terminal.notify(asCalled(sentence)),
      onGone,
      signal: ended.signal,
    });
    const client = openClient(daemon.url, ended.signal, daemon.token);
    await work({ daemon, client, signal: ended.signal }).finally(client.close);
    if (!ended.signal.aborted) await once(ended.signal, 'abort');
    throw ended.signal.reason;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await daemon?.stop();
    forget();
  }
  const kept = `Stopped. Everything is kept in ${settings.dataFolder}`;
  terminal.notify(daemon?.damages().length ? `${kept}.` : `${kept}; "${hint('start')}" continues from there.`);
}
