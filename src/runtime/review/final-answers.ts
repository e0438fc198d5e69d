import { isDeepStrictEqual } from 'node:util';
import { AssignmentId, partsOf } from '../../events/ids.ts';
import { finalAnswerFault } from '../../projections/quality/final-answer-fault.ts';
import type { RuntimeCalls } from '../calls.ts';
import { refuse } from '../refusals/refusals.ts';

type Settings = {
  calls: RuntimeCalls;
  /** Every answer that an item has, or had as its final one. */
  knownAnswers: (item: AssignmentId) => readonly unknown[];
};

/** The final answer that a reviewer saw, and who had decided it. */
type Seen = { answer?: unknown; by: string };

type Adjudication = { answer: unknown; note?: string; over?: boolean; seen?: Seen };

/** Final answers to items, which reviewers decide whatever the workers answered. */
export type FinalAnswers = {
  /** Records the final answer; resolves to the sequence of its commit. Refuses one that the questions of the run do not allow, unless the item has or had it. */
  decide(item: string, adjudication: Adjudication, by: string): Promise<number>;
  /** Takes the final answer back; resolves to the sequence of the commit. */
  withdraw(item: string, request: { note?: string; seen?: Seen }, by: string): Promise<number>;
};

/** Opens the final answers of all runs. */
export function openFinalAnswers({ calls, knownAnswers }: Settings): FinalAnswers {
  async function requirePossible(item: AssignmentId, answer: unknown): Promise<void> {
    const { config } = await calls.run.describe({ run: partsOf(item).run });
    const fault = finalAnswerFault(config, answer);
    if (fault === undefined || knownAnswers(item).some((known) => isDeepStrictEqual(known, answer))) return;
    throw refuse('assignment/impossible-answer', { assignment: item, fault });
  }

  return {
    async decide(item, { answer, note, over, seen }, by) {
      const assignmentId = knownId(item);
      await requirePossible(assignmentId, answer);
      const final = { answer: answer ?? null, note, over, seen: asSeen(seen) };
      const command = { type: 'assignment.adjudicate', assignmentId, ...final } as const;
      return (await calls.run.decide({ run: partsOf(assignmentId).run, command, by })).sequence;
    },
    async withdraw(item, { note, seen }, by) {
      const assignmentId = knownId(item);
      const command = { type: 'assignment.withdraw-adjudication', assignmentId, note, seen: asSeen(seen) } as const;
      return (await calls.run.decide({ run: partsOf(assignmentId).run, command, by })).sequence;
    },
  };
}

/** What was seen, with `null` for an answer that is left out. */
const asSeen = (seen: Seen | undefined) => seen && { by: seen.by, answer: seen.answer ?? null };

function knownId(item: string): AssignmentId {
  const id = AssignmentId.safeParse(item).data;
  if (!id) throw refuse('assignment/unknown', { assignment: item });
  return id;
}
