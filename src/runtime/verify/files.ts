import type { Database } from '../../projections/store/database.ts';
import { namedHashes, runNaming } from '../../projections/units/named-files.ts';
import { type Files, hashOf } from '../ports/files.ts';

/** The named files that are missing or changed, one sentence each. */
export async function brokenFiles(
  db: Database,
  files: Files,
  report: (done: number, total: number) => void,
): Promise<string[]> {
  const named = namedHashes(db);
  const broken: string[] = [];
  for (const [done, hash] of named.entries()) {
    report(done, named.length);
    const bytes = await files.get(hash).catch(() => undefined);
    const subject = () => `The file ${hash} of ${runNaming(db, hash) ?? 'an answer'}`;
    if (!bytes) broken.push(`${subject()} is missing, or cannot be read completely.`);
    else if (hashOf(bytes) !== hash) broken.push(`${subject()} is not what was uploaded.`);
  }
  return broken;
}
