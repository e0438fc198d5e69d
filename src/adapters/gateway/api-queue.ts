import type { FastifyInstance } from 'fastify';
import { refuse } from '../../actors/refusals.ts';
import * as api from '../../api/queue.ts';
import { AssignmentId, partsOf } from '../../events/ids.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import { openItemPages, type SurveyOf } from '../review/items.ts';
import { type AgreementOf, queuePage, standing } from '../review/queue.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { caughtUp } from './patience.ts';
import { serve } from './serve.ts';

type Settings = { runtime: Runtime; readModel: ReadModel; agreementOf: AgreementOf; surveyOf: SurveyOf };

/** What waits for review, by worker or by item, and items with their answers side by side. */
export function queueApi(app: FastifyInstance, { runtime, readModel, agreementOf, surveyOf }: Settings): void {
  const items = openItemPages(() => readModel.db, surveyOf);

  serve(app, api.reviewQueue, async ({ query: { after, ...query } }) => {
    await caughtUp(readModel, after);
    const { db } = readModel;
    return { ...queuePage(db, query, agreementOf), ...standing(db, query), sequence: readModel.sequence() };
  });

  serve(app, api.listItems, async ({ query: { after, ...query } }) => {
    await caughtUp(readModel, after);
    return { ...(await items.page(query)), sequence: readModel.sequence() };
  });

  serve(app, api.adjudicate, async ({ params: { assignment }, body, by }) => {
    const assignmentId = AssignmentId.safeParse(assignment).data;
    if (!assignmentId) throw refuse('assignment/unknown', { assignment });
    const { answer, note } = body;
    const command = { type: 'assignment.adjudicate', assignmentId, answer: answer ?? null, note } as const;
    const { sequence } = await runtime.ask(partsOf(assignmentId).run, command, by);
    return { sequence };
  });
}
