import { Refusal } from '../../actors/refusal.ts';
import type { OpenRun } from '../open-run.ts';

/** What the code of runs fails to do at present, a sentence for each subject, until it works. */
export type Failing = {
  /** Does the work; notes under its subject how the task's code failed in it, or that it did not. */
  during<Result>(run: OpenRun, subject: string, work: () => Promise<Result>): Promise<Result>;
  note(run: OpenRun, subject: string, sentence: string): void;
  worked(run: OpenRun, subject: string): void;
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
  const known = new Map<string, Map<string, string>>();
  const failing: Failing = {
    async during(run, subject, work) {
      try {
        const result = await work();
        failing.worked(run, subject);
        return result;
      } catch (error) {
        if (isOfCode(error)) failing.note(run, subject, error.message);
        throw error;
      }
    },
    note({ runId }, subject, sentence) {
      const ofRun = known.get(runId) ?? new Map<string, string>();
      known.set(runId, ofRun);
      if (ofRun.size < maxSubjects || ofRun.has(subject)) ofRun.set(subject, sentence);
    },
    worked: ({ runId }, subject) => void known.get(runId)?.delete(subject),
    of(runId) {
      const sentences = [...new Set(known.get(runId)?.values())];
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
