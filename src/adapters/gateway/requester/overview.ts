import type { LiveRun, Overview } from '../../../api/runs.ts';
import { textOutside } from '../../../events/outside.ts';
import { type CostedRun, costedRuns } from '../../../projections/units/live-runs.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { TurnedAway } from '../worker/turned-away.ts';

type Settings = {
  runtime: Runtime;
  readModel: ReadModel;
  turnedAway: TurnedAway;
  urlOf: (runId: string) => string;
  problems: () => string[];
  grafanaUrl?: string;
  now: () => number;
};

/** After so long without an answer nobody can say when the last one would come, in ms. */
const silenceMs = 60 * 60_000;

/** Gives all runs as they stand now: progress, pace, expected end, spend and problems. */
export function overviewOf(settings: Settings): () => Overview {
  const { runtime, readModel, turnedAway, urlOf, problems, grafanaUrl, now } = settings;

  function live(run: CostedRun): LiveRun {
    const open = runtime.runs().find(({ runId }) => runId === run.id);
    const pace = open?.pace.perHour();
    return {
      ...run,
      pace_per_hour: pace === undefined ? null : Math.round(pace * 10) / 10,
      expected_end: open && pace ? endOf(run, pace, open.pace.last() ?? 0, isWhole(open), now()) : null,
      turned_away: turnedAway.count(run.id),
      problems: run.problem ? [`The task data broke off, and the run goes on with what it has: ${run.problem}`] : [],
    };
  }
  const isWhole = ({ mailbox }: ReturnType<Runtime['run']>) => mailbox.run.taskRun.context.dataEnded;

  return () => ({
    runs: costedRuns(readModel.db, urlOf).map(live),
    problems: [...problems(), ...runtime.problems(), ...readModel.problems()].map(textOutside),
    dashboard_url: grafanaUrl === undefined ? null : dashboardAt(grafanaUrl),
    sequence: readModel.sequence(),
  });
}

/** Grafana has the dashboard under its own id, below wherever it is itself; an address of a dashboard is one already. */
function dashboardAt(grafanaUrl: string): string {
  const url = new URL(grafanaUrl);
  if (!url.pathname.includes('/d/')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/d/manyhands`;
  return url.href;
}

/** When the last unit would be in at this pace; unknown while nothing is given out, or more data may come. */
function endOf(run: CostedRun, perHour: number, last: number, isWhole: boolean, now: number): string | null {
  const left = run.open + run.assigned;
  if (run.status !== 'launched' || !isWhole || left === 0 || now - last > silenceMs) return null;
  const end = now + (left / perHour) * 3_600_000;
  return end < 8.64e15 ? new Date(end).toISOString() : null;
}
