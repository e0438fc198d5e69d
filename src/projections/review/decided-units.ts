import { and, asc, eq, sql } from 'drizzle-orm';
import { type AnsweredQuestion, answerInWords } from '../quality/answer-in-words.ts';
import { runConfig, taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { units } from '../units/units.ts';
import { type VerdictRow, verdictsInForce } from './verdicts.ts';

/** A unit of a verdict with its item, its worker and what the answer says. */
export type DecidedUnit = {
  unit: string;
  run: string;
  title: string | null;
  assignment: string;
  worker: string | null;
  words: Pick<AnsweredQuestion, 'key' | 'label' | 'answer'>[];
};

/** How many units of a verdict are shown with it. */
const maxShown = 3;
/** Larger answers are not read for a list. */
const maxReadChars = 100_000;

/** Verdicts with the first units that they decide now; one on a single unit has that unit even if it was undone. */
export function withDecidedUnits(
  db: Database,
  verdicts: readonly VerdictRow[],
): (VerdictRow & { decided: DecidedUnit[] })[] {
  const inForce = db
    .select({ unit: verdictsInForce.unitId })
    .from(verdictsInForce)
    .where(eq(verdictsInForce.verdictId, sql.placeholder('verdict')))
    .orderBy(asc(verdictsInForce.row))
    .limit(maxShown)
    .prepare();
  const unitOf = unitReader(db);
  return verdicts.map((verdict) => {
    const ids = verdict.unit ? [verdict.unit] : inForce.all({ verdict: verdict.id }).map(({ unit }) => unit);
    return { ...verdict, decided: ids.flatMap((id) => unitOf(id) ?? []) };
  });
}

/** Reads units by id; the config of each run is read once. */
function unitReader(db: Database): (unit: string) => DecidedUnit | undefined {
  const configs = new Map<string, Record<string, unknown> | undefined>();
  const configOf = (run: string) => {
    if (!configs.has(run)) configs.set(run, runConfig(db, run)?.config);
    return configs.get(run);
  };
  const found = db
    .select({
      unit: units.unitId,
      run: units.runId,
      title: taskRuns.title,
      assignment: units.assignmentId,
      worker: units.workerId,
      answer: sql<string | null>`case when length(${answers.answer}) <= ${maxReadChars} then ${answers.answer} end`,
    })
    .from(units)
    .leftJoin(taskRuns, eq(taskRuns.runId, units.runId))
    .leftJoin(answers, and(eq(answers.unitId, units.unitId), eq(answers.late, false)))
    .where(eq(units.unitId, sql.placeholder('unit')))
    .prepare();
  return (id) => {
    const row = found.get({ unit: id });
    if (!row) return undefined;
    const { answer, ...unit } = row;
    const said =
      answer === null ? [] : answerInWords(configOf(unit.run), JSON.parse(answer), { data: {}, expected: null });
    return { ...unit, words: said.map(({ key, label, answer }) => ({ key, label, answer })) };
  };
}
