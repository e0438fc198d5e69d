import type { Checkpoint } from '../../../projections/store/projector.ts';
import type { Told } from './messages.ts';

/** Changes are told at most this often, in ms. */
const rhythm = 5;

/** Tells what changed, and what is wrong, no more often than anyone needs it. */
export function openReports(tell: (told: Told) => void) {
  let sequence = 0;
  let runs = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  let troubleNow: string | undefined;
  let stops: string[] = [];
  let told = '[]';

  function tellProjected() {
    timer = undefined;
    last = performance.now();
    const change = { sequence, runs: [...runs] };
    runs = new Set();
    tell({ projected: change });
  }

  function tellProblems() {
    const problems = [
      ...stops,
      ...(troubleNow ? [`What is shown is not being brought up to date: ${troubleNow}.`] : []),
    ];
    const text = JSON.stringify(problems);
    if (text === told) return;
    told = text;
    tell({ problems });
  }

  return {
    projected(now: number, changed: Iterable<string>) {
      sequence = now;
      for (const run of changed) runs.add(run);
      const due = last + rhythm - performance.now();
      if (due <= 0 && !timer) tellProjected();
      else timer ??= setTimeout(tellProjected, due);
    },
    states(states: readonly Checkpoint[]) {
      stops = states.flatMap(({ projection, stopped }) =>
        stopped
          ? `"${projection}" stopped at the fact ${stopped.position} (${stopped.type}): ${stopped.reason}. Everything else goes on; a restart tries it again.`
          : [],
      );
      tellProblems();
    },
    trouble(sentence: string | undefined) {
      troubleNow = sentence;
      tellProblems();
    },
    close: () => clearTimeout(timer),
  };
}
