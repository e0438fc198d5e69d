import { and, eq, inArray, sql } from 'drizzle-orm';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import type { Database } from './database.ts';
import { units } from './units.ts';

/** The texts in a value, without the names of fields. */
function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number' || typeof value === 'boolean') yield String(value);
  else if (Array.isArray(value)) for (const inner of value) yield* textsIn(inner);
  else if (value) for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** By row, everything about a unit that can be searched, in small letters: its item's data, the answer that counts, the note. */
export function textsOf(db: Database, rows: readonly number[]): Map<number, string> {
  const found = db
    .select({
      row: units.row,
      unitId: units.unitId,
      note: units.note,
      shared: assignments.shared,
      unitData: assignments.unitData,
      answer: answers.answer,
    })
    .from(units)
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(answers, and(eq(answers.agentId, units.agentId), sql`${units.submittedAt} is not null`))
    .where(inArray(units.row, [...rows]))
    .all();
  return new Map(
    found.map(({ row, unitId, note, shared, unitData, answer }) => {
      const texts = [...textsIn(dataOf({ unitId, shared: shared ?? {}, unitData })), ...textsIn(answer), note ?? ''];
      return [row, texts.join('\n').toLowerCase()];
    }),
  );
}
