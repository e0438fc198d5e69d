import { setTimeout as pause } from 'node:timers/promises';
import type { LaunchPlan } from '../../api/launch.ts';
import { getOnboarding, listOnboardings } from '../../api/onboardings.ts';
import { stopRun } from '../../api/runs.ts';
import { getUnit, listUnits } from '../../api/units.ts';
import type { Client } from '../connection/client.ts';
import type { Context } from '../connection/context.ts';
import { type Launch, type Launched, launch } from '../connection/launch.ts';
import type { FrameServer } from './frame-server.ts';
import { openRepeater } from './repeater.ts';

/** How long after a submission its answer is shown at the latest, in ms. */
const pollMs = 500;

/** What the page around the worker page shows. */
type State = { url?: string; plan?: LaunchPlan; faults: string[] };

type Options = {
  context: Context;
  client: Client;
  frame: FrameServer;
  request: Launch;
  signal: AbortSignal;
  /** Whether the first unit comes at once. */
  skipsOnboarding?: boolean;
};

/** Whoever writes a task holds no qualification in the folder that is thrown away, and is not invited. */
const forEverybody = {
  qualifications: '',
  allow_list_qualification: '',
  find_new_workers: '',
  worker_identity: 'unsigned',
};

const withoutOnboarding = { onboarding_qualification: '', onboarding_data: '', onboarding_max_mistakes: '' };

/** A task that is launched again whenever it changes, in a data folder that is thrown away. */
export function openDevSession({ context, client, frame, request, signal, skipsOnboarding }: Options) {
  const overrides = { ...forEverybody, ...(skipsOnboarding ? withoutOnboarding : {}) };
  let state: State = { faults: [] };
  let run: string | undefined;
  let launches = 0;

  function show(changed: Partial<State>) {
    state = { ...state, ...changed };
    frame.send('state', state);
  }

  async function launchOnce(): Promise<void> {
    const before = run;
    try {
      const launched: Launched = await launch(context, client, { ...request, overrides });
      run = launched.run?.id;
      launches += 1;
      // A name of its own for each launch, so that limits of workers begin anew.
      show({ url: `${launched.run?.worker_url}?worker_id=dev-${launches}`, plan: launched.plan, faults: [] });
    } catch (error) {
      if (signal.aborted) return;
      const { message } = error as Error;
      context.terminal.notify(message);
      show({ faults: message.split('\n') });
      return;
    }
    // The run before has done its work; if it goes on, it does no harm.
    if (before !== undefined) await client.call(stopRun, { params: { run: before } }).catch(() => undefined);
  }

  // Changes during a launch lead to one more.
  const repeater = openRepeater(launchOnce, signal);

  /** Shows each answer when it is submitted, until the session ends. */
  async function followAnswers(): Promise<void> {
    const shown = new Set<string>();
    while (!signal.aborted) {
      await pause(pollMs, undefined, { signal }).catch(() => undefined);
      // A poll that fails is followed by another.
      if (run !== undefined && !signal.aborted) await showNew(run, shown).catch(() => undefined);
    }
  }

  async function showNew(run: string, shown: Set<string>): Promise<void> {
    await showTraining(run, shown);
    const query = { run, status: 'completed', sort: 'newest', limit: 100 } as const;
    const { units } = await client.call(listUnits, { query });
    for (const { id } of units.filter(({ id }) => !shown.has(id)).reverse()) {
      const { data, answer } = await client.call(getUnit, { params: { unit: id } });
      shown.add(id);
      frame.send('answer', { item: data, answer });
    }
  }
  /** Shows each page of an onboarding once it is judged. */
  async function showTraining(run: string, shown: Set<string>): Promise<void> {
    if (!state.plan?.onboarding) return;
    const { onboardings } = await client.call(listOnboardings, { query: { run } });
    for (const { id } of onboardings) {
      const { steps } = await client.call(getOnboarding, { params: { onboarding: id } });
      for (const [nth, { inputs, answer, page, correct, expected, explanation }] of steps.entries()) {
        const key = `${id} ${nth}`;
        if (correct === null || shown.has(key)) continue;
        shown.add(key);
        frame.send('answer', { item: inputs, answer, judged: { page, correct, expected, explanation } });
      }
    }
  }
  return {
    /** Launches the task as it is now. */
    relaunch: repeater.again,
    followAnswers,
    isLaunching: repeater.isBusy,
  };
}
