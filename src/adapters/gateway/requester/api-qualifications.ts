import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/workers.ts';
import { grantPage } from '../../../projections/workers/grant-rows.ts';
import { qualificationRows } from '../../../projections/workers/qualifications.ts';
import { newQualificationId } from '../../../runtime/ids.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { qualificationIdOf } from '../http/named.ts';
import { workspaceCaughtUp } from '../http/patience.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { runtime: Runtime; readModel: ReadModel };

/** Qualifications: what there are, who holds them, and what may be done with them. */
export function qualificationsApi(app: FastifyInstance, settings: Settings): void {
  const { runtime, readModel } = settings;
  serve(app, api.listQualifications, async ({ query }) => {
    await workspaceCaughtUp(settings, query.after);
    return { qualifications: qualificationRows(readModel.db), sequence: readModel.sequence() };
  });

  serve(app, api.listGrants, async ({ params, query: { after, ...query } }) => {
    await workspaceCaughtUp(settings, after);
    const id = qualificationIdOf(params.qualification);
    if (!qualificationRows(readModel.db).some((known) => known.id === id))
      throw refuse('qualification/unknown', { qualification: id });
    return { ...grantPage(readModel.db, id, query), sequence: readModel.sequence() };
  });

  serve(app, api.createQualification, async ({ body, by }) => {
    const qualificationId = newQualificationId(body.name);
    const { sequence } = await runtime.askWorkspace({ type: 'qualification.create', qualificationId, ...body }, by);
    return { qualification: qualificationId, sequence };
  });

  serve(app, api.editQualification, async ({ params, body, by }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const { sequence } = await runtime.askWorkspace({ type: 'qualification.edit', qualificationId, ...body }, by);
    return { sequence };
  });

  serve(app, api.retireQualification, async ({ params, by }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const { sequence } = await runtime.askWorkspace({ type: 'qualification.retire', qualificationId }, by);
    return { sequence };
  });
}
