import type { Database } from '../../projections/store/database.ts';
import { type Files, hashOf } from '../ports/files.ts';

/** The files that answers and metadata name and that are not there as they were, one sentence each. */
export async function brokenFiles(
  db: Database,
  files: Files,
  report: (done: number, total: number) => void,
): Promise<string[]> {
  const named = filesNamed(db);
  const broken: string[] = [];
  for (const [done, [hash, run]] of [...named].entries()) {
    report(done, named.size);
    const bytes = await files.get(hash).catch(() => undefined);
    if (!bytes) broken.push(`The file ${hash} of ${run} is missing, or cannot be read to its end.`);
    else if (hashOf(bytes) !== hash) broken.push(`The file ${hash} of ${run} is not what was uploaded.`);
  }
  return broken;
}

/** Every file that answers and metadata name, by hash, with a run that names it. */
export function filesNamed(db: Pick<Database, '$client'>): Map<string, string> {
  const named = new Map<string, string>();
  for (const table of ['answers', 'metadata']) {
    const rows = db.$client.prepare(`select run_id, files from ${table} where files is not null`).raw();
    for (const [run, files] of rows.iterate() as Iterable<[string, string]>)
      for (const { hash } of JSON.parse(files) as { hash: string }[]) named.set(hash, run);
  }
  return named;
}
