import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/queue.ts';
import { wordsOf } from '../../../projections/quality/answer-in-words.ts';
import { knownAnswers } from '../../../projections/review/item-rows.ts';
import { openItemPages, type SurveyOf } from '../../../projections/review/items.ts';
import { type AgreementOf, queuePage, reviewTotals } from '../../../projections/review/queue.ts';
import type { Database } from '../../../projections/store/database.ts';
import { unitDetail } from '../../../projections/units/unit-detail.ts';
import { countUnits, unitPage } from '../../../projections/units/unit-list.ts';
import type { UnitRow } from '../../../projections/units/unit-rows.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Claims } from '../../../runtime/review/claims.ts';
import { openFinalAnswers } from '../../../runtime/review/final-answers.ts';
import { scopeCaughtUp } from '../http/caught-up.ts';
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
  const finalAnswers = openFinalAnswers({ calls, knownAnswers: (item) => knownAnswers(readModel.db, item) });

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

  serve(app, api.adjudicate, async ({ params: { assignment }, body, by }) => ({
    sequence: await finalAnswers.decide(assignment, body, by),
  }));

  serve(app, api.withdrawAdjudication, async ({ params: { assignment }, body, by }) => ({
    sequence: await finalAnswers.withdraw(assignment, body, by),
  }));
}

/** The units of a group to review, the oldest first. */
function unitsOf(db: Database, { run, task, by, second_opinion }: Parameters<typeof queuePage>[1], group: string) {
  const which = by === 'worker' ? { worker: group } : { assignment: group };
  const query = { run, task, ...which, second_opinion, status: ['completed' as const], sort: 'oldest' as const };
  return { ...unitPage(db, { ...query, limit: api.maxGroupUnits }), ...countUnits(db, { ...query, limit: 1 }) };
}
