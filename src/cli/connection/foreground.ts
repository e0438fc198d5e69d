import { once } from 'node:events';
import type { House, HouseSettings } from '../../startup/house.ts';
import { refuse } from '../refusals.ts';
import { hint } from '../terminal/hint.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { type Client, openClient } from './client.ts';
import type { Context } from './context.ts';
import { findDaemon } from './daemon.ts';

/** A house opened in this terminal, and its API. */
export type Opened = { house: House; client: Client };

/** Opens the house, does the work, and keeps the house open until Ctrl-C, or until its log is gone for good. */
export async function inForeground(
  context: Context,
  work: (opened: Opened) => Promise<void>,
  options: Pick<HouseSettings, 'acceptLoss'> = {},
): Promise<void> {
  const { terminal } = context;
  const settings = context.settings();
  const running = await findDaemon(settings.dataFolder);
  if (running) throw refuse('daemon/running', running);

  const ended = new AbortController();
  const forget = onInterrupt(() => {
    terminal.say('Stopping. Press Ctrl-C again to end at once.');
    ended.abort(new Interrupted());
  });
  const onGone = (message: string) => ended.abort(refuse('nats/gone', { sentence: message }));
  let house: House | undefined;
  try {
    house = await context.openHouse({ ...settings, ...options, say: terminal.say, onGone, signal: ended.signal });
    const client = openClient(house.url, ended.signal, house.token);
    await work({ house, client }).finally(client.close);
    if (!ended.signal.aborted) await once(ended.signal, 'abort');
    throw ended.signal.reason;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await house?.stop();
    forget();
  }
  const kept = `Stopped. Everything is kept in ${settings.dataFolder}`;
  terminal.say(house?.damages().length ? `${kept}.` : `${kept}; "${hint('start')}" goes on from there.`);
}
