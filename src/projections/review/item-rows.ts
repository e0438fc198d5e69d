import { and, asc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Adjudication, Item } from '../../api/queue.ts';
import { offeredLabels } from '../quality/final-answer-fault.ts';
import { flaggedBy } from '../rules/applied-rules.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { adjudications, adjudicationsBefore, isInForce } from '../units/adjudications.ts';
import { answers } from '../units/answers.ts';
import { assignments } from '../units/assignments.ts';
import type { Decision } from '../units/reviews.ts';
import { units } from '../units/units.ts';

const ofItem = (column: typeof units.unitId | typeof answers.unitId) =>
  and(
    gt(column, sql`${sql.placeholder('assignment')} || '.'`),
    sql`${column} < ${sql.placeholder('assignment')} || '/'`,
  );

function prepare(db: Database) {
  return {
    item: db
      .select({
        assignment: assignments.assignmentId,
        run: assignments.runId,
        task: taskRuns.task,
        data: assignments.shared,
        config: taskRuns.config,
      })
      .from(assignments)
      .innerJoin(taskRuns, eq(taskRuns.runId, assignments.runId))
      .where(eq(assignments.assignmentId, sql.placeholder('assignment')))
      .prepare(),
    answers: db
      .select({
        unit: units.unitId,
        worker: answers.workerId,
        status: units.status,
        answer: answers.answer,
        files: answers.files,
        seconds: units.seconds,
        signals: answers.signals,
        flagged: flaggedBy(units.runId, answers.workerId),
      })
      .from(units)
      .innerJoin(answers, eq(answers.agentId, units.agentId))
      .where(and(ofItem(units.unitId), isNotNull(units.submittedAt)))
      .orderBy(asc(units.row))
      .prepare(),
    adjudicated: db
      .select(decidedIn(adjudications))
      .from(adjudications)
      .where(eq(adjudications.assignmentId, sql.placeholder('assignment')))
      .prepare(),
    before: db
      .select(decidedIn(adjudicationsBefore))
      .from(adjudicationsBefore)
      .where(eq(adjudicationsBefore.assignmentId, sql.placeholder('assignment')))
      .orderBy(asc(adjudicationsBefore.row))
      .prepare(),
    first: db
      .select({ row: sql<number>`min(${answers.row})` })
      .from(answers)
      .where(and(ofItem(answers.unitId), eq(answers.late, false)))
      .prepare(),
  };
}

/** How an adjudication is shown. */
const decidedIn = <Table extends typeof adjudications | typeof adjudicationsBefore>({
  answer,
  by,
  at,
  note,
  withdrawnBy,
  withdrawnAt,
}: Table) => ({ answer, by, at, note, withdrawn_by: withdrawnBy, withdrawn_at: withdrawnAt });

/** The final answer in force, if there is one, and those before it. */
function finalOf(latest: Adjudication | undefined, former: Adjudication[]): Pick<Item, 'adjudicated' | 'withdrawn'> {
  if (!latest) return { adjudicated: null, withdrawn: [] };
  return latest.withdrawn_at === null
    ? { adjudicated: { ...latest, before: former }, withdrawn: [] }
    : { adjudicated: null, withdrawn: [...former, latest] };
}

const decisions: Record<string, Decision | undefined> = {
  accepted: 'accepted',
  soft_rejected: 'soft_rejected',
  rejected: 'rejected',
};

const isUnscoped = ({ run, task }: Scope) => !run && !task;

/** Opens items with their data, all their answers, and the adjudicated answer. */
export function openItems(db: Database) {
  const prepared = prepare(db);
  return {
    /** The adjudicated items of a scope. */
    adjudicatedIn: (scope: Scope): ReadonlySet<string> =>
      new Set(
        db
          .select({ assignment: adjudications.assignmentId })
          .from(adjudications)
          .where(and(isInForce, isUnscoped(scope) ? undefined : inArray(adjudications.runId, runsIn(db, scope))))
          .all()
          .map(({ assignment }) => assignment),
      ),
    item(assignment: string) {
      const found = prepared.item.get({ assignment });
      if (!found) return undefined;
      const { config, ...item } = found;
      const adjudicated = prepared.adjudicated.get({ assignment });
      return {
        ...item,
        offered: offeredLabels(config),
        answers: prepared.answers.all({ assignment }).map(({ files, ...one }) => ({
          ...one,
          files: files ?? [],
          decision: decisions[one.status] ?? null,
        })),
        ...finalOf(adjudicated, prepared.before.all({ assignment })),
      };
    },
    /** Items of the data in the order of their first answers. */
    *answered(scope: Scope): Iterable<string> {
      const runs = runsIn(db, scope);
      const pageRows = 200;
      let last = 0;
      for (;;) {
        const page = db
          .select({ row: answers.row, unit: answers.unitId, special: units.special })
          .from(answers)
          .leftJoin(units, eq(units.unitId, answers.unitId))
          .where(
            and(
              isUnscoped(scope) ? undefined : inArray(answers.runId, runs),
              gt(answers.row, last),
              eq(answers.late, false),
            ),
          )
          .orderBy(asc(answers.row))
          .limit(pageRows)
          .all();
        for (const { row, unit, special } of page) {
          last = row;
          const assignment = unit.slice(0, unit.lastIndexOf('.'));
          if (!special && prepared.first.get({ assignment })?.row === row) yield assignment;
        }
        if (page.length < pageRows) return;
      }
    },
  };
}

/** Every answer that an item has from its workers, and has or had as its final one. */
export function knownAnswers(db: Database, assignment: string): unknown[] {
  const item = openItems(db).item(assignment);
  const { answers = [], adjudicated = null, withdrawn = [] } = item ?? {};
  const final = adjudicated ? [adjudicated, ...adjudicated.before] : [];
  return [...answers, ...final, ...withdrawn].map(({ answer }) => answer);
}
