import type { FastifyInstance } from 'fastify';
import type { WorkerCommand } from '../../../actors/worker.ts';
import * as api from '../../../api/mephisto/qualifications.ts';
import { grantsOfWorkers } from '../../../projections/workers/grant-rows.ts';
import { type HolderColumn, holderPage } from '../../../projections/workers/holder-rows.ts';
import { qualificationRows } from '../../../projections/workers/qualifications.ts';
import { newQualificationId } from '../../../runtime/ids.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { qualificationIdOf, workerIdOf } from '../http/named.ts';
import { workspaceCaughtUp } from '../http/patience.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { sendList } from './send-list.ts';
import { insistOnTask } from './tasks.ts';
import { knownWorker, occasionIn } from './workers.ts';

type Settings = { runtime: Runtime; readModel: ReadModel };
type Row = ReturnType<typeof qualificationRows>[number];

/** Qualifications, who holds them, and granting and taking them back one by one. */
export function mephistoQualifications(app: FastifyInstance, settings: Settings): void {
  const { runtime, readModel } = settings;
  const inUse = () => qualificationRows(readModel.db).filter(({ retired }) => !retired);

  /** One that is in use; who retired it, deleted it as far as Mephisto knows. */
  function known(qualification: string): Row {
    const found = inUse().find(({ id }) => id === qualification);
    if (!found) throw refuse('qualification/unknown', { qualification });
    return found;
  }

  serve(app, api.qualifications, ({ query: { worker_id } }) => {
    if (worker_id === undefined) return { qualifications: inUse().map(shown) };
    const grants = grantsOfWorkers(readModel.db, [knownWorker(runtime, worker_id)]);
    const held = new Set(grants.map(({ qualification }) => qualification));
    return {
      qualifications: inUse()
        .filter(({ id }) => held.has(id))
        .map(shown),
    };
  });
  serve(app, api.createQualification, async ({ body: { name, description }, by }) => {
    const qualificationId = newQualificationId(name);
    await runtime.askWorkspace(
      { type: 'qualification.create', qualificationId, name, description: description ?? '' },
      by,
    );
    await workspaceCaughtUp(settings, 0);
    return shown(known(qualificationId));
  });
  serve(app, api.qualification, ({ params }) => shown(known(params.qualification)));
  serve(app, api.editQualification, async ({ params, body: { name, description }, by }) => {
    const { id } = known(params.qualification);
    const qualificationId = qualificationIdOf(id);
    await runtime.askWorkspace(
      { type: 'qualification.edit', qualificationId, name, description: description ?? undefined },
      by,
    );
    await workspaceCaughtUp(settings, 0);
    return shown(known(id));
  });
  serve(app, api.deleteQualification, async ({ params, by }) => {
    const qualificationId = qualificationIdOf(known(params.qualification).id);
    await runtime.askWorkspace({ type: 'qualification.retire', qualificationId }, by);
    await workspaceCaughtUp(settings, 0);
    return {};
  });
  serve(app, api.qualificationDetails, ({ params }) => ({
    granted_qualifications_count: known(params.qualification).workers,
  }));

  serve(app, api.qualificationWorkers, ({ params, query: { task_id: task, ...wish }, reply }) => {
    const qualification = known(params.qualification).id;
    if (task !== undefined) insistOnTask(readModel, task);
    return sendList<api.MephistoHolder>(reply, {
      name: 'workers',
      wish,
      pageOf(place) {
        const page = holderPage(readModel.db, { qualification, task, by: 'granted_at', down: true, ...place });
        const rows = page.holders.map(({ worker, value, place: said, granted_at }) => ({
          worker_id: worker,
          value,
          worker_review_id: said,
          granted_at,
        }));
        return { rows, cursor: page.cursor };
      },
    });
  });

  async function decide(command: WorkerCommand, by: string) {
    await runtime.askWorkspace(command, by);
    await workspaceCaughtUp(settings, 0);
    return {};
  }
  const whoAndWhat = ({ worker, qualification }: { worker: string; qualification: string }) => ({
    workerId: workerIdOf(worker),
    qualificationId: qualificationIdOf(qualification),
  });
  serve(app, api.grant, ({ params, body, by }) => {
    const unitId = occasionIn(runtime, body.unit_ids);
    return decide({ type: 'worker.grant', ...whoAndWhat(params), value: body.value ?? 1, unitId }, by);
  });
  serve(app, api.revoke, ({ params, body, by }) => {
    const unitId = occasionIn(runtime, body.unit_ids);
    return decide({ type: 'worker.revoke', ...whoAndWhat(params), unitId }, by);
  });
  serve(app, api.changeGrant, ({ params, body: { value, explanation }, by }) =>
    decide({ type: 'worker.grant', ...whoAndWhat(params), value, note: explanation || undefined }, by),
  );
  serve(app, api.takeBack, ({ params, body, by }) =>
    decide({ type: 'worker.revoke', ...whoAndWhat(params), note: body?.explanation || undefined }, by),
  );

  serve(app, api.grantedQualifications, ({ query: { qualification_id, sort, ...wish }, reply }) => {
    const qualification = qualification_id === undefined ? undefined : known(qualification_id).id;
    const down = sort.startsWith('-');
    const by = columns[sort.replace(/^-/, '') as api.SortableGrant];
    return sendList<api.MephistoGrant>(reply, {
      name: 'granted_qualifications',
      wish,
      pageOf(place) {
        const page = holderPage(readModel.db, { qualification, unbanned: true, by, down, ...place });
        return { rows: page.holders.map(grantOf), cursor: page.cursor };
      },
    });
  });
}

/** Workers have no name here but their id: what their provider calls them is for owners. */
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
