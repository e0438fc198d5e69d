import type { Checkpoint } from '../../../projections/store/projector.ts';
import type { EmitRows } from './protocol.ts';

/** Changes are reported no more often than this. */
const changeIntervalMs = 5;

/** Reports what changed and what is wrong, no more often than needed. */
export function openReports(emit: EmitRows) {
  let sequence = 0;
  let runs = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  let trouble: string | undefined;
  let stops: string[] = [];
  let reported = '[]';

  function reportChange() {
    timer = undefined;
    last = performance.now();
    const change = { sequence, runs: [...runs] };
    runs = new Set();
    emit('projected', change);
  }

  function reportProblems() {
    const problems = [...stops, ...(trouble ? [`The screens are not being updated: ${trouble}.`] : [])];
    const text = JSON.stringify(problems);
    if (text === reported) return;
    reported = text;
    emit('problems', problems);
  }

  return {
    projected(now: number, changed: Iterable<string>) {
      sequence = now;
      for (const run of changed) runs.add(run);
      const due = last + changeIntervalMs - performance.now();
      if (due <= 0 && !timer) reportChange();
      else timer ??= setTimeout(reportChange, due);
    },
    states(states: readonly Checkpoint[]) {
      stops = states.flatMap(({ projection, stopped }) =>
        stopped
          ? `"${projection}" stopped at the fact ${stopped.position} (${stopped.type}): ${stopped.reason}. Everything else works; a restart tries it again.`
          : [],
      );
      reportProblems();
    },
    trouble(sentence: string | undefined) {
      trouble = sentence;
      reportProblems();
    },
    close: () => clearTimeout(timer),
  };
}
