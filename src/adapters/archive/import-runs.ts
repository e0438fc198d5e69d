import type { RunId } from '../../events/ids.ts';
import { WORKSPACE } from '../../events/log.ts';
import { readLine } from '../../runtime/archive/commit-lines.ts';
import { entryNames } from '../../runtime/archive/entry-names.ts';
import { limitedLines } from '../../runtime/archive/limited-lines.ts';
import type { RecordedPart } from '../../runtime/archive/plan-runs.ts';
import type { CheckedArchive } from './check-archive.ts';
import { entriesOf } from './entries.ts';
import type { ImportContext } from './import-context.ts';

type ImportedRuns = { checked: CheckedArchive; toImport: ReadonlyMap<RunId, RecordedPart>; label: string; by: string };

/**
 * Appends the commits of these runs under their own ids, after those that are here, then opens the runs. A run that was
 * collecting is stopped before it acts: it may still be running where it came from.
 */
export async function importRuns(
  archive: string,
  { checked, toImport, label, by }: ImportedRuns,
  { log, runtime, requireRoom, report }: ImportContext,
): Promise<void> {
  const { rename, histories } = checked;
  const places = new Map([...toImport].map(([run, begun]) => [run as string, { ...begun, seen: 0 }]));
  const total = [...toImport.keys()].reduce((sum, run) => sum + (histories.get(run)?.length ?? 0), 0);
  let done = 0;
  for await (const { name, bytes } of entriesOf(archive)) {
    if (name !== entryNames.log) continue;
    for await (const line of limitedLines(bytes)) {
      const { run, id, facts } = readLine(line);
      const place = places.get(run);
      if (run === WORKSPACE || !place) continue;
      done++;
      if (place.seen++ < place.done) continue;
      if (place.seen === 1) await runtime.quarantineForImport(run, label);
      requireRoom();
      const json = rename.facts(facts).map((fact) => JSON.stringify(fact));
      place.last = await log.append({ id, run, json }, place.last);
      report({ step: 'Recording commits', done, total });
    }
  }
  for (const run of toImport.keys()) {
    report({ step: `Opening ${run}` });
    const last = await runtime.admit(run, by);
    // The server takes a commit with an id it knows for a repetition, and stores nothing.
    if (last !== undefined && last !== places.get(run)?.last)
      throw new Error(`Run ${run} ends at ${last}, not at ${places.get(run)?.last}.`);
  }
}
