import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { assignments, dataOf } from '../units/assignments.ts';
import { units } from '../units/units.ts';

/** Of the data, the answer and the note, only the beginning is searched. */
const maxSearchedChars = 4000;

/** The texts in a value, without the names of fields. */
function* textsIn(value: unknown): Iterable<string> {
  const open = [[value].values()];
  while (open.length > 0) {
    const next = open.at(-1)!.next();
    if (next.done) open.pop();
    else if (typeof next.value === 'string') yield next.value;
    else if (typeof next.value === 'number' || typeof next.value === 'boolean') yield String(next.value);
    else if (next.value) open.push(Object.values(next.value).values());
  }
}

/** The beginning of the texts in a value, one a line, without `data:` URLs. */
function beginningOf(value: unknown): string {
  let texts = '';
  for (const text of textsIn(value)) {
    if (texts.length > maxSearchedChars) break;
    if (!text.startsWith('data:')) texts += `${text.slice(0, maxSearchedChars)}\n`;
  }
  return texts.slice(0, maxSearchedChars);
}

/** By row, the searchable text of a unit: its item's data, the answer that counts, the note. */
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
      const data = dataOf({ unitId, shared: shared ?? {}, unitData });
      return [row, [data, answer, note].map(beginningOf).join('\n')];
    }),
  );
}
