import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/mephisto/units.ts';
import { metadataOf, outputsOf, secondsOf } from '../../../projections/export/mephisto-words.ts';
import { runConfig } from '../../../projections/runs/task-runs.ts';
import { withoutTraces } from '../../../projections/units/metadata.ts';
import { runRow } from '../../../projections/units/run-rows.ts';
import { type UnitDetail, unitWithoutConversation } from '../../../projections/units/unit-detail.ts';
import { unitPage } from '../../../projections/units/unit-list.ts';
import { type UnitRow, unitsNamed } from '../../../projections/units/unit-rows.ts';
import { qualificationRows } from '../../../projections/workers/qualifications.ts';
import { historyOverUnit } from '../../../projections/workers/worker-history.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireScope } from '../http/caught-up.ts';
import { serve } from '../http/serve.ts';
import type { ReviewUrlOf } from '../requester/review-views.ts';
import { pagesOf, sendList } from './send-list.ts';
import { reviewsIn } from './worker-reviews.ts';

type Settings = {
  readModel: ReadModel;
  urlOf: (runId: string) => string;
  reviewUrlOf: ReviewUrlOf;
};

/** Answers may have a megabyte each, so few are read at once. */
const detailsPageSize = 5;

/** Units: as rows, and in full. */
export function mephistoUnits(app: FastifyInstance, { readModel, urlOf, reviewUrlOf }: Settings): void {
  serve(app, api.units, ({ query: { task_id: task, unit_ids: ids, completed, ...list }, reply }) => {
    requireScope(readModel, { task });
    const rowOf = openRows(readModel, urlOf);
    const fits = (unit: UnitRow) =>
      (task === undefined || unit.task === task) && (!completed || unit.status === 'completed');
    const named = ids && pagesOf(unitsNamed(readModel.db, ids).filter(fits), (units) => units.map(rowOf));
    return sendList(reply, {
      name: 'units',
      query: list,
      pageOf(place) {
        if (named) return named(place);
        const status = completed ? (['completed'] as const) : undefined;
        const { units, cursor } = unitPage(readModel.db, { task, status, ...place });
        return { rows: units.map(rowOf), cursor };
      },
    });
  });

  serve(app, api.unitsDetails, ({ query: { unit_ids: ids, ...list }, reply }) => {
    const detailsOf = async (units: readonly string[]) => {
      const { db } = readModel;
      const nameOf = new Map(qualificationRows(db).map(({ id, name }) => [id, name]));
      const details: api.MephistoUnitDetail[] = [];
      for (const unit of units) {
        const detail = unitWithoutConversation(db, unit);
        if (!detail) continue;
        const history = detail.worker === null ? [] : historyOverUnit(db, detail.worker, unit);
        const reviews = reviewsIn(history, nameOf);
        details.push(detailOf(detail, reviews, (await reviewUrlOf(unit)) !== null));
      }
      return details;
    };
    return sendList(reply, { name: 'units', query: list, pageOf: pagesOf(ids, detailsOf), pageSize: detailsPageSize });
  });
}

/** Turns units into rows; what each run pays now, and its start, are read once. */
function openRows(readModel: ReadModel, urlOf: (runId: string) => string): (unit: UnitRow) => api.MephistoUnit {
  const runs = new Map<string, { pay: number; opened: string | null }>();
  function runOf(id: string) {
    let run = runs.get(id);
    if (!run) {
      const { config, settings } = runConfig(readModel.db, id) ?? {};
      const present = settings?.payCents;
      const pay = present === undefined ? Number(config?.task_reward ?? 0) : Number(present) / 100;
      run = { pay, opened: runRow(readModel.db, id, urlOf)?.opened_at ?? null };
      runs.set(id, run);
    }
    return run;
  }
  return (unit) => {
    const { pay, opened } = runOf(unit.run);
    return {
      id: unit.id,
      worker_id: unit.worker,
      task_id: unit.task,
      pay_amount: unit.pay_cents === null ? pay : unit.pay_cents / 100,
      status: unit.status === 'open' ? 'launched' : unit.status,
      creation_date: opened,
      is_reviewed: unit.reviewed_at !== null,
      results: {
        start: secondsOf(unit.assigned_at),
        end: secondsOf(unit.submitted_at),
        inputs_preview: null,
        outputs_preview: null,
      },
      review: { bonus: unit.bonus_cents || null, review_note: unit.note },
    };
  };
}

function detailOf(
  detail: Omit<UnitDetail, 'conversation'>,
  worker_reviews: api.WorkerReview[],
  hasView: boolean,
): api.MephistoUnitDetail {
  const inputs = submitted(detail.data);
  const sent = detail.metadata.filter(({ kind }) => kind === 'metadata');
  const metadata = metadataOf(
    detail.id,
    sent.map(({ at, content, files }) => ({ at, content: withoutTraces(content), files: files ?? [] })),
  );
  return {
    id: detail.id,
    has_task_source_review: hasView,
    inputs,
    prepared_inputs: inputs,
    outputs: outputsOf(submitted(detail.answer)),
    unit_data_folder: null,
    metadata: {
      ...metadata,
      task_start: secondsOf(detail.assigned_at),
      task_end: secondsOf(detail.submitted_at),
      worker_reviews,
    },
  };
}

/** Old pages nest the data under `final_submission`. */
const submitted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'final_submission' in value ? value.final_submission : value;
