import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm';
import type { Method } from '../quality/aggregate.ts';
import { acceptedOnly, itemFigures } from '../quality/item-figures.ts';
import { sheetIn } from '../quality/read-sheet.ts';
import { openStudy } from '../quality/sheet.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { pagedRows } from '../store/paged-rows.ts';
import { adjudications, isInForce } from '../units/adjudications.ts';
import { assignments, dataAfterRow } from '../units/assignments.ts';
import { finalFields } from '../units/final-answers.ts';
import type { ExportRow } from './export-row.ts';
import { openAnswers } from './export-rows.ts';
import { isWanted, type Wanted } from './export-scope.ts';
import type { ItemAnswer, ItemRow } from './item-row.ts';

/** Items fetched per query. */
const pageRows = 200;

type Options = Wanted & {
  runs: readonly string[];
  identities: boolean;
  /** How the answers to each question are aggregated. */
  method: Method;
};

const preparePage = (db: Database) =>
  db
    .select({
      row: assignments.row,
      task: taskRuns.task,
      run: assignments.runId,
      assignment: assignments.assignmentId,
      units: assignments.units,
      data: assignments.shared,
      final: finalFields,
    })
    .from(assignments)
    .innerJoin(taskRuns, eq(taskRuns.runId, assignments.runId))
    .leftJoin(adjudications, and(eq(adjudications.assignmentId, assignments.assignmentId), isInForce))
    .where(dataAfterRow)
    .orderBy(asc(assignments.row))
    .limit(pageRows)
    .prepare();

/** How many items of the data these runs have; those made for one worker are none of it. */
export const countItems = (db: Database, runs: readonly string[]): number =>
  db
    .select({ count: count() })
    .from(assignments)
    .where(and(inArray(assignments.runId, [...runs]), isNull(assignments.purpose)))
    .get()?.count ?? 0;

/** Opens the items, to be read as often as necessary; consistent if the caller holds a transaction. */
export function openItems(db: Database, options: Options): () => Generator<ItemRow> {
  const page = preparePage(db);
  const answersTo = openAnswers(db, options.identities);
  const figuresOf = openFigures(db, options);
  return () => itemRows({ page, answersTo, figuresOf }, options);
}

type Opened = {
  page: ReturnType<typeof preparePage>;
  answersTo: ReturnType<typeof openAnswers>;
  figuresOf: ReturnType<typeof openFigures>;
};

/** Every item of the data of these runs, run after run in order, with the wanted ones of its answers; figures are over all runs of a task that are among these. */
function* itemRows({ page, answersTo, figuresOf }: Opened, { runs, ...wanted }: Options): Generator<ItemRow> {
  for (const run of runs) {
    for (const items of pagedRows(page, run)) {
      const byItem = new Map<string, ExportRow[]>(items.map(({ assignment }) => [assignment, []]));
      const unitIds = items.flatMap(({ assignment, units }) =>
        Array.from({ length: units }, (_, place) => `${assignment}.${place}`),
      );
      for (const answer of answersTo(unitIds)) byItem.get(answer.assignment)?.push(answer);
      for (const { row: _, units: __, ...item } of items) {
        const all = byItem.get(item.assignment) ?? [];
        const answers = all.filter((one) => isWanted(one, wanted)).map((one) => within(one, item.data));
        yield { ...item, questions: figuresOf(item.task)(item.assignment), counts: countsOf(all), answers };
      }
    }
  }
}

type FiguresOf = { runs: readonly string[]; method: Method } & Wanted;

/** The figures of a task by item, computed when its first item is reached. */
function openFigures(db: Database, { runs, method, answers }: FiguresOf) {
  const found = db
    .select({ run: taskRuns.runId, task: taskRuns.task })
    .from(taskRuns)
    .where(inArray(taskRuns.runId, [...runs]))
    .all();
  const known = new Map<string, ReturnType<typeof itemFigures>>();
  return (task: string) => {
    const before = known.get(task);
    if (before) return before;
    const ofTask = runs.filter((run) => found.some((one) => one.run === run && one.task === task));
    const sheet = sheetIn(db, { runs: ofTask });
    const figures = itemFigures(openStudy(answers === 'accepted' ? acceptedOnly(sheet) : sheet), method);
    known.set(task, figures);
    return figures;
  };
}

/** An answer without what its item has already. */
function within(
  { task: _, run: __, assignment: ___, data, final: ____, ...answer }: ExportRow,
  shared: object,
): ItemAnswer {
  const of = new Map(Object.entries(shared).map(([key, value]) => [key, JSON.stringify(value)]));
  const own = Object.entries(data).filter(([key, value]) => of.get(key) !== JSON.stringify(value));
  return own.length === 0 ? answer : { ...answer, data: Object.fromEntries(own) };
}

function countsOf(all: readonly ExportRow[]): ItemRow['counts'] {
  const of = (status: ExportRow['status']) => all.filter((one) => one.status === status).length;
  return {
    answers: all.length - of('late'),
    accepted: of('accepted'),
    rejected: of('rejected'),
    soft_rejected: of('soft_rejected'),
    to_review: of('completed'),
    late: of('late'),
  };
}
