import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/workers.ts';
import { grantPage } from '../../../projections/workers/grant-rows.ts';
import { qualificationRows } from '../../../projections/workers/qualifications.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import { newQualificationId } from '../../../runtime/ids.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { workspaceCaughtUp } from '../http/caught-up.ts';
import { qualificationIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

/** Qualifications: listing them and their holders, creating, editing and retiring them. */
export function qualificationsApi(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel } = settings;
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
    const command = { type: 'qualification.create', qualificationId, ...body } as const;
    const { sequence } = await calls.workspace.decide({ command, by });
    return { qualification: qualificationId, sequence };
  });

  serve(app, api.editQualification, async ({ params, body, by }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const command = { type: 'qualification.edit', qualificationId, ...body } as const;
    const { sequence } = await calls.workspace.decide({ command, by });
    return { sequence };
  });

  serve(app, api.retireQualification, async ({ params, by }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const command = { type: 'qualification.retire', qualificationId } as const;
    const { sequence } = await calls.workspace.decide({ command, by });
    return { sequence };
  });
}
