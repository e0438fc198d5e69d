import { setTimeout as pause } from 'node:timers/promises';
import type { LaunchPlan } from '../../api/launch.ts';
import { stopRun } from '../../api/runs.ts';
import { getUnit, listUnits } from '../../api/units.ts';
import type { Client } from '../connection/client.ts';
import type { Context } from '../connection/context.ts';
import { type Launch, type Launched, launch } from '../connection/launch.ts';
import type { FrameServer } from './frame-server.ts';

/** How long after a submission its answer is shown at the latest, in ms. */
const pollMs = 500;

/** What the page around the worker page shows. */
type State = { url?: string; plan?: LaunchPlan; faults: string[] };

type Options = { context: Context; client: Client; frame: FrameServer; request: Launch; signal: AbortSignal };

/** A task that is launched again whenever it changes, in a data folder that is thrown away. */
export function openDevSession({ context, client, frame, request, signal }: Options) {
  let state: State = { faults: [] };
  let run: string | undefined;
  let launching: Promise<void> | undefined;
  let isStale = false;

  function show(changed: Partial<State>) {
    state = { ...state, ...changed };
    frame.send('state', state);
  }

  async function launchOnce(): Promise<void> {
    const before = run;
    try {
      const launched: Launched = await launch(context, client, request);
      run = launched.run?.id;
      show({ url: `${launched.run?.worker_url}?worker_id=dev`, plan: launched.plan, faults: [] });
      if (before !== undefined) await client.call(stopRun, { params: { run: before } });
    } catch (error) {
      if (signal.aborted) return;
      const { message } = error as Error;
      context.terminal.notify(message);
      show({ faults: message.split('\n') });
    }
  }

  /** Launches the task as it is now; changes during a launch lead to one more. */
  async function relaunch(): Promise<void> {
    isStale = true;
    if (launching) return launching;
    launching = (async () => {
      while (isStale && !signal.aborted) {
        isStale = false;
        await launchOnce();
      }
    })().finally(() => {
      launching = undefined;
    });
    return launching;
  }

  /** Shows each answer when it is submitted, until the session ends. */
  async function followAnswers(): Promise<void> {
    let shown: string | undefined;
    while (!signal.aborted) {
      await pause(pollMs, undefined, { signal }).catch(() => undefined);
      if (run === undefined || signal.aborted) continue;
      const query = { run, status: 'completed', sort: 'newest', limit: 1 } as const;
      const { units } = await client.call(listUnits, { query });
      const [newest] = units;
      if (!newest || newest.id === shown) continue;
      shown = newest.id;
      const { data, answer } = await client.call(getUnit, { params: { unit: newest.id } });
      frame.send('answer', { item: data, answer });
    }
  }
  return { relaunch, followAnswers };
}
