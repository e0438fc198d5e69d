import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { asCalled } from '../terminal/called-as.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { type Client, openClient } from './client.ts';
import type { Context } from './context.ts';
import { findDaemon } from './daemon.ts';
import { codeOf } from './faults.ts';
import { sayWhich } from './say-which.ts';

/** The work of a verb with a server; it ends when `signal` aborts. */
export type Work<Result> = (client: Client, signal: AbortSignal) => Promise<Result>;

/** How long to wait for another command to release the data folder, or for a daemon to be ready. */
const releaseTimeoutMs = 15_000;

const retryMs = 300;

type Options = {
  /** Whether a missing data folder is created, instead of refused with `data/none`. */
  createsFolder?: boolean;
};

/** Does the work with the daemon of the data folder; if none runs, opens one for the duration of the work. */
export async function withDaemon<Result>(
  context: Context,
  work: Work<Result>,
  { createsFolder = false }: Options = {},
): Promise<Result> {
  const { dataFolder, natsUrl, url, token } = context.settings();
  if (url) {
    sayWhich(context, url);
    return interruptible((ended) => ask({ url, token }, work, ended.signal));
  }
  return interruptible(async (ended) => {
    const progress = openProgress(context.terminal);
    try {
      for (const deadline = Date.now() + releaseTimeoutMs; ; await pause(retryMs)) {
        const daemon = await findDaemon(dataFolder);
        if (daemon) {
          sayWhich(context, daemon.url);
          return await ask({ ...daemon, token: token ?? daemon.token }, work, ended.signal, progress);
        }
        if (!natsUrl && !createsFolder && !existsSync(dataFolder)) throw refuse('data/none', { folder: dataFolder });
        const client = await openIfFree(context, progress, ended, Date.now() < deadline);
        if (client) return await ask(client, work, ended.signal, progress).finally(client.stop);
        progress.at({ step: `Waiting for another command to finish with ${dataFolder}` });
      }
    } finally {
      progress.end();
    }
  });
}

/** Does the work with the daemon that serves the data folder; refuses if none runs. */
export async function withRunningDaemon<Result>(context: Context, work: Work<Result>): Promise<Result> {
  const { dataFolder, url, token } = context.settings();
  const daemon = url ? { url } : await findDaemon(dataFolder);
  if (!daemon) throw refuse('daemon/not-running', { folder: dataFolder });
  sayWhich(context, daemon.url);
  return interruptible((ended) => ask({ ...daemon, ...(token ? { token } : {}) }, work, ended.signal));
}

async function interruptible<Result>(work: (ended: AbortController) => Promise<Result>): Promise<Result> {
  const ended = new AbortController();
  const forget = onInterrupt(() => ended.abort(new Interrupted()));
  return work(ended).finally(forget);
}

async function openIfFree(context: Context, progress: Progress, ended: AbortController, mayWait: boolean) {
  const settings = context.settings();
  // Several lines explain a fault, and must stay on the screen.
  const notify = (sentence: string) =>
    sentence.includes('\n') ? context.terminal.notify(asCalled(sentence)) : progress.at({ step: sentence });
  const onGone = (message: string) => ended.abort(refuse('nats/gone', { sentence: message }));
  try {
    ended.signal.throwIfAborted();
    // Other commands must not find a daemon opened for one command, and other machines must not reach it.
    return await context.openDaemon({
      ...settings,
      port: 0,
      host: undefined,
      announced: false,
      notify,
      onGone,
      signal: ended.signal,
    });
  } catch (error) {
    if (codeOf(error) === 'data/in-use' && mayWait) return undefined;
    throw error;
  }
}

type ServerAddress = { url: string; token?: string };

async function ask<Result>(
  { url, token }: ServerAddress,
  work: Work<Result>,
  signal: AbortSignal,
  opening?: Progress,
): Promise<Result> {
  opening?.end();
  const client = openClient(url, signal, token);
  try {
    const result = await work(client, signal);
    signal.throwIfAborted();
    return result;
  } finally {
    client.close();
  }
}
