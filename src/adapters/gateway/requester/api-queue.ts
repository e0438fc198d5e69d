import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/queue.ts';
import { AssignmentId, partsOf } from '../../../events/ids.ts';
import { wordsOf } from '../../../projections/quality/answer-in-words.ts';
import { finalAnswerFault } from '../../../projections/quality/final-answer-fault.ts';
import { openItems } from '../../../projections/review/item-rows.ts';
import { openItemPages, type SurveyOf } from '../../../projections/review/items.ts';
import { type AgreementOf, queuePage, reviewTotals } from '../../../projections/review/queue.ts';
import type { Database } from '../../../projections/store/database.ts';
import { unitDetail } from '../../../projections/units/unit-detail.ts';
import { countUnits, unitPage } from '../../../projections/units/unit-list.ts';
import type { UnitRow } from '../../../projections/units/unit-rows.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Claims } from '../../../runtime/review/claims.ts';
import { scopeCaughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import type { ReviewUrlOf } from './review-views.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  claims: Claims;
  agreementOf: AgreementOf;
  surveyOf: SurveyOf;
  reviewUrlOf: ReviewUrlOf;
};

/** The units to review, by worker or by item, and items with their answers side by side. */
export function queueApi(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel, claims, agreementOf, surveyOf, reviewUrlOf } = settings;
  const items = openItemPages(() => readModel.db, surveyOf);

  const queueOf = (query: Parameters<typeof queuePage>[1]) => ({
    ...queuePage(readModel.db, query, agreementOf),
    ...reviewTotals(readModel.db, query),
    sequence: readModel.sequence(),
  });

  serve(app, api.reviewQueue, async ({ query: { after, ...query } }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    return queueOf(query);
  });

  serve(app, api.beginReview, async ({ query: { after, ...query }, by }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    const { db } = readModel;
    const queue = queueOf(query);
    const group = queue.groups.find(({ waiting }) => waiting > 0)?.key ?? null;
    const units = group === null ? null : unitsOf(db, query, group);
    const held = claims.all();
    const others = new Set(held.filter((claim) => claim.by !== by).map(({ unit }) => unit));
    const isFree = ({ id, second_opinions: askers }: UnitRow) => !askers.includes(by) && !others.has(id);
    const first = units?.units.find(isFree)?.id;
    const detail = first === undefined ? undefined : unitDetail(db, first);
    return {
      queue,
      group,
      units: units && { ...units, sequence: queue.sequence },
      unit: detail ? { ...detail, ...wordsOf(db, detail), review_url: await reviewUrlOf(detail.id) } : null,
      claims: held,
    };
  });

  serve(app, api.listItems, async ({ query: { after, ...query } }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    return { ...(await items.page(query)), sequence: readModel.sequence() };
  });

  serve(app, api.adjudicate, async ({ params: { assignment }, body, by }) => {
    const assignmentId = knownId(assignment);
    const { answer, note, over, seen } = body;
    await requirePossible(assignmentId, answer);
    const final = { answer: answer ?? null, note, over, seen: asSeen(seen) };
    const command = { type: 'assignment.adjudicate', assignmentId, ...final } as const;
    const { sequence } = await calls.run.decide({ run: partsOf(assignmentId).run, command, by });
    return { sequence };
  });

  serve(app, api.withdrawAdjudication, async ({ params: { assignment }, body: { note, seen }, by }) => {
    const assignmentId = knownId(assignment);
    const command = { type: 'assignment.withdraw-adjudication', assignmentId, note, seen: asSeen(seen) } as const;
    const { sequence } = await calls.run.decide({ run: partsOf(assignmentId).run, command, by });
    return { sequence };
  });

  /** Refuses a final answer that the questions do not allow, unless a worker gave it or it was the final one before. */
  async function requirePossible(assignment: AssignmentId, answer: unknown): Promise<void> {
    const { config } = await calls.run.describe({ run: partsOf(assignment).run });
    const fault = finalAnswerFault(config, answer);
    if (fault === undefined) return;
    const item = openItems(readModel.db).item(assignment);
    const former = [
      ...(item?.adjudicated ? [item.adjudicated, ...item.adjudicated.before] : []),
      ...(item?.withdrawn ?? []),
    ];
    if (![...(item?.answers ?? []), ...former].some((one) => isDeepStrictEqual(one.answer, answer)))
      throw refuse('assignment/impossible-answer', { assignment, fault });
  }
}

/** What was seen, with `null` for an answer that is left out. */
const asSeen = (seen: { answer?: unknown; by: string } | undefined) =>
  seen && { by: seen.by, answer: seen.answer ?? null };

function knownId(assignment: string): AssignmentId {
  const id = AssignmentId.safeParse(assignment).data;
  if (!id) throw refuse('assignment/unknown', { assignment });
  return id;
}

/** The units of a group to review, the oldest first. */
function unitsOf(db: Database, { run, task, by, second_opinion }: Parameters<typeof queuePage>[1], group: string) {
  const which = by === 'worker' ? { worker: group } : { assignment: group };
  const query = { run, task, ...which, second_opinion, status: ['completed' as const], sort: 'oldest' as const };
  return { ...unitPage(db, { ...query, limit: api.maxGroupUnits }), ...countUnits(db, { ...query, limit: 1 }) };
}
