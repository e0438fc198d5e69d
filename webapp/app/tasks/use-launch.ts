import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { launchAgain } from '../../../src/api/launch-again.ts';
import type { LaunchLine, RunRow } from '../../../src/api/runs.ts';
import { launchExample, launchTask } from '../../../src/api/tasks.ts';
import { sendForLines } from '../data/api.ts';

type Launching = { isBusy: boolean; step?: string; run?: RunRow; problem?: unknown };

/** Launches a saved task, the task of a run, or the first example, and says how far it is. */
export function useLaunch() {
  const client = useQueryClient();
  const [state, setState] = useState<Launching>({ isBusy: false });

  async function follow(lines: AsyncGenerator<LaunchLine>): Promise<RunRow | undefined> {
    setState({ isBusy: true });
    try {
      for await (const line of lines) {
        if ('progress' in line) setState({ isBusy: true, step: line.progress.step });
        if (!('plan' in line) || !line.run) continue;
        setState({ isBusy: false, run: line.run });
        await client.invalidateQueries();
        return line.run;
      }
      throw new Error('The launch ended without a run. See the overview.');
    } catch (problem) {
      setState({ isBusy: false, problem });
      return undefined;
    }
  }

  return {
    ...state,
    /** `rules` take the place of those in its config. */
    launch: (task: string, rules?: string) =>
      follow(sendForLines(launchTask, { params: { task }, ...(rules === undefined ? {} : { body: { rules } }) })),
    /** Launches what a run was launched with; `isChanged` takes its files as they are now. */
    launchAgain: (run: string, isChanged: boolean) =>
      follow(sendForLines(launchAgain, { params: { run }, body: { as_is: isChanged || undefined } })),
    launchExample: (example: string) => follow(sendForLines(launchExample, { params: { example } })),
  };
}
