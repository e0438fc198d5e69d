import type { LiveRun, Overview } from '../../../api/runs.ts';
import { textOutside } from '../../../events/outside.ts';
import { type CostedRun, costedRuns } from '../../../projections/units/costed-runs.ts';
import type { RunFigures, RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { WithLink } from '../identity/open-link.ts';
import type { Presence } from '../worker/presence.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  presence: Pick<Presence, 'count'>;
  urlOf: (runId: string) => string;
  withLink: WithLink;
  problems: () => string[];
  grafanaUrl?: string;
  now: () => number;
};

/** If the last answer is older than this, there is no expected end. */
const maxSilenceMs = 60 * 60_000;

/** Returns the current state of all runs: progress, pace, expected end, spend and problems. */
export function overviewOf(settings: Settings): () => Promise<Overview> {
  const { calls, readModel, presence, urlOf, withLink, problems, grafanaUrl, now } = settings;

  function live(run: CostedRun, figures: RunFigures | undefined, present: number): LiveRun {
    const {
      perHour,
      foundNoWork = 0,
      refused = [],
      onlyForNew = 0,
      conditions = [],
      codeFailures = [],
    } = figures ?? {};
    return {
      ...run,
      pace_per_hour: perHour === undefined ? null : Math.round(perHour * 10) / 10,
      expected_end: figures ? endOf(run, figures, now()) : null,
      present,
      turned_away: foundNoWork,
      refused,
      only_for_new: onlyForNew,
      conditions,
      problems: [
        ...(run.problem
          ? [`The task's data source failed, and the run continues with the data it has: ${run.problem}`]
          : []),
        ...codeFailures.map(textOutside),
      ],
    };
  }

  return async () => {
    const [figures, ofRuns] = await Promise.all([calls.workspace.figures(), calls.workspace.problems()]);
    const figuresOf = new Map(figures.map((one) => [one.run, one]));
    // Before the rows are read, which have to be those of the sequence.
    const presentIn = new Map(
      await Promise.all(figures.map(async ({ run }) => [run, await presence.count(run)] as const)),
    );
    const sequence = readModel.sequence();
    const rows = costedRuns(readModel.db, urlOf).map((run) =>
      live(run, figuresOf.get(run.id), presentIn.get(run.id) ?? 0),
    );
    return {
      runs: await Promise.all(rows.map(withLink)),
      problems: [...problems(), ...ofRuns, ...readModel.problems()].map(textOutside),
      dashboard_url: grafanaUrl === undefined ? null : dashboardAt(grafanaUrl),
      sequence,
    };
  };
}

/** The address of the dashboard below Grafana's own; an address that names a dashboard is kept. */
function dashboardAt(grafanaUrl: string): string {
  const url = new URL(grafanaUrl);
  if (!url.pathname.includes('/d/')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/d/manyhands`;
  return url.href;
}

/** When the last unit would be submitted at this pace; null while no units are given out, or more data may come. */
function endOf(run: CostedRun, { perHour, lastSubmittedAt = 0, dataEnded }: RunFigures, now: number): string | null {
  const left = run.open + run.assigned;
  if (!perHour || run.status !== 'launched' || !dataEnded || left === 0) return null;
  if (now - lastSubmittedAt > maxSilenceMs) return null;
  const end = now + (left / perHour) * 3_600_000;
  return end < 8.64e15 ? new Date(end).toISOString() : null;
}
