import { isAbsolute } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { RunCommand } from '../../../actors/run-decide.ts';
import { launchAgain } from '../../../api/launch-again.ts';
import { type CodeLoad, reloadCode } from '../../../api/run-code.ts';
import { getRunConfig, type RunConfig } from '../../../api/run-config.ts';
import { rebuildPage } from '../../../api/run-page.ts';
import * as api from '../../../api/runs.ts';
import { openingOutside } from '../../../events/outside.ts';
import { codeLoads } from '../../../projections/runs/code-loads.ts';
import { type SettingChange, settingChanges, withChanges } from '../../../projections/runs/setting-changes.ts';
import { runConfig } from '../../../projections/runs/task-runs.ts';
import { runRows } from '../../../projections/units/run-rows.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { callerOf, isOwnerHere } from '../http/caller.ts';
import { caughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import type { WithLink } from '../identity/open-link.ts';
import { currentRun, refusalOutside, type SendLaunch } from './launching.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  urlOf: (runId: string) => string;
  withLink: WithLink;
  sendLaunch: SendLaunch;
  overview: () => Promise<api.Overview>;
};

/** Runs: the overview, single runs, and launching, pausing, resuming, extending and stopping them. */
export function runsApi(app: FastifyInstance, settings: Settings): void {
  const { calls, sendLaunch, readModel, urlOf, withLink, overview } = settings;

  async function currentRuns() {
    const quarantined = await calls.workspace.quarantined();
    const sequence = readModel.sequence();
    return {
      runs: await Promise.all(runRows(readModel.db, urlOf).map(withLink)),
      set_aside: quarantined.map(({ run, sentence }) => ({ run, sentence })),
      sequence,
    };
  }

  serve(app, api.launchRun, ({ body, ...exchange }) => {
    if (!isAbsolute(body.folder)) throw refuse('request/bad-shape', { reason: 'folder: must be an absolute path' });
    const { folder, config, overrides: given, go_on: goOn, development, dry_run: isDry } = body;
    const overrides = given && asTexts(given);
    return sendLaunch(exchange, { folder, config, overrides, goOn, development }, isDry);
  });

  serve(app, launchAgain, ({ params, body, ...exchange }) =>
    sendLaunch(exchange, { again: params.run, isChanged: body?.as_is }),
  );

  serve(app, api.listRuns, async ({ query }) => {
    await caughtUp(readModel, query.after);
    return currentRuns();
  });

  serve(app, api.getRun, ({ params, query }) => currentRun({ readModel, urlOf, withLink }, params.run, query.after));

  serve(app, getRunConfig, async ({ params: { run }, query, request }) => {
    await caughtUp(readModel, query.after);
    const row = runConfig(readModel.db, run);
    if (!row) throw refuse('run/unknown', { run });
    return shownConfig(row, historyOf(readModel, run), isOwnerHere(callerOf(request)));
  });

  serve(app, api.overview, async ({ query }) => {
    await caughtUp(readModel, query.after);
    return overview();
  });

  const steer = async (run: string, command: RunCommand, by: string) => {
    const { sequence } = await calls.run.decide({ run, command, by });
    return { sequence };
  };
  serve(app, api.pauseRun, ({ params, body, by }) =>
    steer(params.run, { type: 'task-run.pause', note: body?.note }, by),
  );
  serve(app, api.resumeRun, ({ params, body, by }) =>
    steer(params.run, { type: 'task-run.resume', note: body?.note }, by),
  );
  serve(app, api.extendRun, ({ params, body, by }) =>
    steer(params.run, { type: 'task-run.extend', unitsPerAssignment: body.units_per_assignment }, by),
  );
  serve(app, api.changeSettings, ({ params, body, by }) => calls.run.changeSettings({ ...params, ...body, by }));
  serve(app, reloadCode, async ({ params, by }) => {
    const { sequence, functions, code } = await calls.run.reloadCode({ ...params, by });
    return { sequence, functions, file: code?.file ?? null, sha256: code?.sha256 ?? null };
  });
  serve(app, rebuildPage, async ({ params, by, request }) => {
    const { sequence, isChanged } = await calls.run.rebuildPage({ ...params, by }).catch((error) => {
      throw isOwnerHere(callerOf(request)) ? error : refusalOutside(error);
    });
    return { sequence, changed: isChanged };
  });
  serve(app, api.hideRun, ({ params, by }) => steer(params.run, { type: 'task-run.hide' }, by));
  serve(app, api.showRun, ({ params, by }) => steer(params.run, { type: 'task-run.show' }, by));
  serve(app, api.stopRun, ({ params, by }) => steer(params.run, { type: 'task-run.stop' }, by));
}

/** Settings as the command line has them. */
const asTexts = (overrides: Readonly<Record<string, string | number | boolean>>): Record<string, string> =>
  Object.fromEntries(Object.entries(overrides).map(([key, value]) => [key, String(value)]));

type History = { settings: SettingChange[]; code: CodeLoad[] };

const historyOf = ({ db }: ReadModel, run: string): History => ({
  settings: settingChanges(db, run),
  code: codeLoads(db, run),
});

type Row = NonNullable<ReturnType<typeof runConfig>>;

/** The present config of a run, with its changes; the path of its folder is for owners on this machine only. */
function shownConfig(row: Row, { settings, code }: History, withFolder: boolean): RunConfig {
  const { launched, config } = openingOutside(row) as Row;
  const { folder, config: name = null, overrides = {} } = launched;
  const file = launched.file ?? (name === null ? 'manyhands.yaml' : `manyhands.${name}.yaml`);
  const { present, changes } = withChanges(config, settings);
  return { folder: withFolder ? row.launched.folder : folder, file, name, overrides, config: present, changes, code };
}
