import { type Fact, read } from '../events/catalog.ts';
import type { UnitId } from '../events/ids.ts';
import { type Log, LogUnavailable } from '../events/log.ts';

/** Reads the answers of units that wait to be judged. */
export type SubmittedAnswers = {
  /** Records the log positions of a commit's answers, and forgets those that are judged; call it with each commit of the run. */
  note(commit: { sequence: number; facts: readonly Fact[] }): void;
  answerOf(unitId: UnitId): Promise<unknown>;
};

/** Most answers are judged at once, so a few are kept. */
const maxRecent = 64;

/** Answers stay in the log and are read when they are judged, so that many that wait take little memory. */
export function submittedAnswers(log: Log): SubmittedAnswers {
  const sequences = new Map<UnitId, number>();
  const recent = new Map<UnitId, unknown>();
  let isJudging = false;
  return {
    note({ sequence, facts }) {
      for (const fact of facts) {
        if (fact.type === 'task-run.opened') {
          const { screening, gold, tellsCode } = fact.data.settings;
          isJudging = Boolean(screening ?? gold ?? tellsCode);
        } else if (isJudging && fact.type === 'unit.submitted') {
          sequences.set(fact.data.unitId, sequence);
          if (recent.size < maxRecent) recent.set(fact.data.unitId, fact.data.answer);
        } else if (fact.type === 'unit.judged') {
          sequences.delete(fact.data.unitId);
          recent.delete(fact.data.unitId);
        }
      }
    },
    async answerOf(unitId) {
      if (recent.has(unitId)) return recent.get(unitId);
      const commit = await log.at(sequences.get(unitId) ?? 0);
      for (const fact of commit?.facts.map(read) ?? [])
        if (fact.type === 'unit.submitted' && fact.data.unitId === unitId) return fact.data.answer;
      throw new LogUnavailable(`The answer of ${unitId} is not where it was written.`);
    },
  };
}
