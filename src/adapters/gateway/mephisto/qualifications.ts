import type { FastifyInstance } from 'fastify';
import type { QualificationCommand } from '../../../actors/qualification.ts';
import type { WorkerCommand } from '../../../actors/worker.ts';
import * as api from '../../../api/mephisto/qualifications.ts';
import { grantsOfWorkers } from '../../../projections/workers/grant-rows.ts';
import { type HolderColumn, holderPage } from '../../../projections/workers/holder-rows.ts';
import { qualificationRows } from '../../../projections/workers/qualifications.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import { newQualificationId } from '../../../runtime/ids.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireScope, workspaceCaughtUp } from '../http/caught-up.ts';
import { qualificationIdOf, workerIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { sendList } from './send-list.ts';
import { knownWorker, occasionIn } from './workers.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };
type Row = ReturnType<typeof qualificationRows>[number];

/** Qualifications, their holders, and single grants and revocations. */
export function mephistoQualifications(app: FastifyInstance, settings: Settings): void {
  qualificationsAlone(app, settings);
  grants(app, settings);
  holders(app, settings);
}

const inUse = ({ db }: ReadModel): Row[] => qualificationRows(db).filter(({ retired }) => !retired);

/** A qualification in use; to Mephisto a retired one is deleted. */
function known(readModel: ReadModel, qualification: string): Row {
  const found = inUse(readModel).find(({ id }) => id === qualification);
  if (!found) throw refuse('qualification/unknown', { qualification });
  return found;
}

function qualificationsAlone(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel } = settings;

  async function decide(command: QualificationCommand, by: string) {
    await calls.workspace.decide({ command, by });
    await workspaceCaughtUp(settings, 0);
  }

  serve(app, api.qualifications, async ({ query: { worker_id } }) => {
    const all = inUse(readModel);
    if (worker_id === undefined) return { qualifications: all.map(shown) };
    const granted = grantsOfWorkers(readModel.db, [await knownWorker(calls, worker_id)]);
    const held = new Set(granted.map(({ qualification }) => qualification));
    return { qualifications: all.filter(({ id }) => held.has(id)).map(shown) };
  });
  serve(app, api.createQualification, async ({ body: { name, description }, by }) => {
    const qualificationId = newQualificationId(name);
    await decide({ type: 'qualification.create', qualificationId, name, description: description ?? '' }, by);
    return shown(known(readModel, qualificationId));
  });
  serve(app, api.qualification, ({ params }) => shown(known(readModel, params.qualification)));
  serve(app, api.editQualification, async ({ params, body: { name, description }, by }) => {
    const { id } = known(readModel, params.qualification);
    const qualificationId = qualificationIdOf(id);
    await decide({ type: 'qualification.edit', qualificationId, name, description: description ?? undefined }, by);
    return shown(known(readModel, id));
  });
  serve(app, api.deleteQualification, async ({ params, by }) => {
    const qualificationId = qualificationIdOf(known(readModel, params.qualification).id);
    await decide({ type: 'qualification.retire', qualificationId }, by);
    return {};
  });
  serve(app, api.qualificationDetails, ({ params }) => ({
    granted_qualifications_count: known(readModel, params.qualification).workers,
  }));
}

function grants(app: FastifyInstance, settings: Settings): void {
  const { calls } = settings;

  async function decide(command: WorkerCommand, by: string) {
    await calls.workspace.decide({ command, by });
    await workspaceCaughtUp(settings, 0);
    return {};
  }
  const grantIds = ({ worker, qualification }: { worker: string; qualification: string }) => ({
    workerId: workerIdOf(worker),
    qualificationId: qualificationIdOf(qualification),
  });

  serve(app, api.grant, async ({ params, body, by }) => {
    const unitId = await occasionIn(calls, body.unit_ids);
    return decide({ type: 'worker.grant', ...grantIds(params), value: body.value ?? 1, unitId }, by);
  });
  serve(app, api.revoke, async ({ params, body, by }) => {
    const unitId = await occasionIn(calls, body.unit_ids);
    return decide({ type: 'worker.revoke', ...grantIds(params), unitId }, by);
  });
  serve(app, api.changeGrant, ({ params, body: { value, explanation }, by }) =>
    decide({ type: 'worker.grant', ...grantIds(params), value, note: explanation || undefined }, by),
  );
  serve(app, api.revokeWithoutUnit, ({ params, body, by }) =>
    decide({ type: 'worker.revoke', ...grantIds(params), note: body?.explanation || undefined }, by),
  );
}

function holders(app: FastifyInstance, { readModel }: Settings): void {
  serve(app, api.qualificationWorkers, ({ params, query: { task_id: task, ...list }, reply }) => {
    const qualification = known(readModel, params.qualification).id;
    requireScope(readModel, { task });
    return sendList<api.MephistoHolder>(reply, {
      name: 'workers',
      query: list,
      pageOf(place) {
        const page = holderPage(readModel.db, { qualification, task, by: 'granted_at', down: true, ...place });
        const rows = page.holders.map(({ worker, value, place: review, granted_at }) => ({
          worker_id: worker,
          value,
          worker_review_id: review,
          granted_at,
        }));
        return { rows, cursor: page.cursor };
      },
    });
  });

  serve(app, api.grantedQualifications, ({ query: { qualification_id, sort, ...list }, reply }) => {
    const qualification = qualification_id === undefined ? undefined : known(readModel, qualification_id).id;
    const down = sort.startsWith('-');
    const by = columns[sort.replace(/^-/, '') as api.SortableGrant];
    return sendList<api.MephistoGrant>(reply, {
      name: 'granted_qualifications',
      query: list,
      pageOf(place) {
        const page = holderPage(readModel.db, { qualification, unblocked: true, by, down, ...place });
        return { rows: page.holders.map(grantOf), cursor: page.cursor };
      },
    });
  });
}

/** The name of a worker is their id: names at a provider are for owners only. */
const columns: Record<api.SortableGrant, HolderColumn> = {
  worker_id: 'worker',
  worker_name: 'worker',
  qualification_id: 'qualification',
  qualification_name: 'name',
  value_current: 'value',
  granted_at: 'granted_at',
};

const shown = ({ id, name, description, created_at }: Row): api.MephistoQualification => ({
  id,
  name,
  description,
  creation_date: created_at,
});

type Holder = ReturnType<typeof holderPage>['holders'][number];
const grantOf = ({ worker, qualification, name, value, granted_at, occasions }: Holder): api.MephistoGrant => ({
  worker_id: worker,
  worker_name: worker,
  qualification_id: qualification,
  qualification_name: name,
  value_current: value,
  granted_at,
  units: occasions.map((occasion) => ({
    unit_id: occasion.unit,
    task_id: occasion.task,
    task_name: occasion.task,
    value: occasion.value ?? 0,
    creation_date: occasion.at,
  })),
});
