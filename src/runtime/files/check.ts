import type { Database } from '../../projections/store/database.ts';
import { namedHashes, runNaming } from '../../projections/units/named-files.ts';
import type { RemovableFiles } from '../ports/files.ts';

type Settings = {
  files: Pick<RemovableFiles, 'complete'>;
  db: Database;
  say: (sentence: string) => void;
};

/** Whether every file that answers name is there, as a look at the start has found. */
export type FileCheck = {
  /** What is missing, in one sentence. */
  problems(): string[];
  /** Whether the look has ended, and nothing is missing. */
  isSound(): boolean;
};

/** Looks once for every file that answers and metadata name; what is in them is for `manyhands verify`, which reads them. */
export function checkFiles({ files, db, say }: Settings): FileCheck {
  let missing: string[] | undefined;
  let problem: string | undefined;

  async function look() {
    const complete = await files.complete();
    missing = namedHashes(db).filter((hash) => !complete.has(hash));
    const [first] = missing;
    if (first === undefined) return;
    const run = runNaming(db, first) ?? 'an unknown run';
    const many = missing.length === 1 ? '1 file of an answer is' : `${missing.length} files of answers are`;
    problem = `${many} missing or not whole, the first of ${run}: ${first}. "manyhands verify" lists all; put a copy of the data folder back, or ask for them again.`;
    say(problem);
  }
  // A server that does not answer is reported elsewhere; nothing is removed meanwhile.
  look().catch(() => undefined);

  return {
    problems: () => (problem ? [problem] : []),
    isSound: () => missing?.length === 0,
  };
}
