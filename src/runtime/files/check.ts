import type { Database } from '../../projections/store/database.ts';
import { namedHashes, runNaming } from '../../projections/units/named-files.ts';
import type { RemovableFiles } from '../ports/files.ts';

type Settings = {
  files: Pick<RemovableFiles, 'complete'>;
  db: Database;
  notify: (sentence: string) => void;
};

/** The result of a check at the start: whether every file of answers is there. */
type FileCheck = {
  /** The missing files, in one sentence. */
  problems(): string[];
  /** Whether the check has ended and found all files. */
  isSound(): boolean;
};

/** Checks once that every file of answers and metadata is stored; `manyhands verify` also checks their contents. */
export function checkFiles({ files, db, notify }: Settings): FileCheck {
  let missing: string[] | undefined;
  let problem: string | undefined;

  async function check() {
    const complete = await files.complete();
    missing = namedHashes(db).filter((hash) => !complete.has(hash));
    const [first] = missing;
    if (first === undefined) return;
    const run = runNaming(db, first) ?? 'an unknown run';
    const subject = missing.length === 1 ? '1 file of an answer is' : `${missing.length} files of answers are`;
    problem = `${subject} missing or incomplete, the first of ${run}: ${first}. "manyhands verify" lists all; restore a copy of the data folder, or collect these answers again.`;
    notify(problem);
  }
  // A server that does not reply is reported elsewhere, and no file is removed until this check succeeds.
  check().catch(() => undefined);

  return {
    problems: () => (problem ? [problem] : []),
    isSound: () => missing?.length === 0,
  };
}
