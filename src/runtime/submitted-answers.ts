import { type Fact, read } from '../events/catalog.ts';
import { partsOf, type UnitId } from '../events/ids.ts';
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
  /** The assignments and units that are judged, and whether all are. */
  const made = new Set<number>();
  const screening = new Set<UnitId>();
  let isEach = false;
  const isJudged = (unitId: UnitId) => isEach || made.has(partsOf(unitId).index) || screening.has(unitId);
  function noteFact(fact: Fact, sequence: number): void {
    switch (fact.type) {
      case 'task-run.opened':
        isEach = fact.data.settings.tellsCode === true;
        return;
      case 'assignment.created':
        if (fact.data.special) made.add(partsOf(fact.data.assignmentId).index);
        return;
      case 'unit.assigned':
        if (fact.data.purpose) screening.add(fact.data.unitId);
        return;
      case 'unit.submitted':
        if (!isJudged(fact.data.unitId)) return;
        sequences.set(fact.data.unitId, sequence);
        if (recent.size < maxRecent) recent.set(fact.data.unitId, fact.data.answer);
        return;
      case 'unit.judged':
        for (const known of [sequences, recent, screening]) known.delete(fact.data.unitId);
    }
  }

  return {
    note({ sequence, facts }) {
      for (const fact of facts) noteFact(fact, sequence);
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
