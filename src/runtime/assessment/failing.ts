import { Refusal } from '../../actors/refusal.ts';
import type { OpenRun } from '../open-run.ts';

/** What the code works on, and whether that is still to be done; `about` says it where a failure has no line. */
export type Subject = { name: string; isOpen(): boolean; about?: string };

/** What the code of runs fails to do at present, a sentence for each subject, until it works or there is nothing to do any more. */
export type Failing = {
  /** Does the work; notes under its subject how the task's code failed in it, or that it did not. */
  during<Result>(run: OpenRun, subject: Subject, work: () => Promise<Result>): Promise<Result>;
  note(run: OpenRun, subject: Subject, sentence: string): void;
  worked(run: OpenRun, subject: Subject): void;
  /** The sentences about a run, each once and at most a few. */
  of(runId: string): string[];
  forget(run: OpenRun): void;
};

const maxSubjects = 1000;
const maxShown = 3;

/** Whether the task's own code is what failed. */
export const isOfCode = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.code.startsWith('task/');

/** Remembers failures in memory. */
export function openFailing(): Failing {
  const known = new Map<string, Map<string, { sentence: string; isOpen(): boolean }>>();
  const failing: Failing = {
    async during(run, subject, work) {
      try {
        const result = await work();
        failing.worked(run, subject);
        return result;
      } catch (error) {
        if (isOfCode(error)) {
          const where = error.code === 'task/not-answering' && subject.about ? `${subject.about}: ` : '';
          failing.note(run, subject, where + error.message);
        }
        throw error;
      }
    },
    note({ runId }, { name, isOpen }, sentence) {
      const ofRun = known.get(runId) ?? new Map();
      known.set(runId, ofRun);
      if (ofRun.size >= maxSubjects) for (const [other, { isOpen }] of ofRun) if (!isOpen()) ofRun.delete(other);
      if (ofRun.size < maxSubjects || ofRun.has(name)) ofRun.set(name, { sentence, isOpen });
    },
    worked: ({ runId }, { name }) => void known.get(runId)?.delete(name),
    of(runId) {
      // Kept where it is not open: a unit may come back.
      const open = [...(known.get(runId)?.values() ?? [])].filter(({ isOpen }) => isOpen());
      const sentences = [...new Set(open.map(({ sentence }) => sentence))];
      const more = sentences.length - maxShown;
      return [
        ...sentences.slice(0, maxShown),
        ...(more > 0 ? [`And ${more} more failures of the task's own code.`] : []),
      ];
    },
    forget: ({ runId }) => void known.delete(runId),
  };
  return failing;
}
