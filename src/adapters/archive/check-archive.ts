import { parseShallow } from '../../actors/foreign-json.ts';
import type { ArchiveManifest } from '../../api/archives.ts';
import type { RunId } from '../../events/ids.ts';
import { type CheckedLog, checkLog } from '../../runtime/archive/check-log.ts';
import { entryNamed, entryNames, fileEntry } from '../../runtime/archive/entry-names.ts';
import { limitedLines } from '../../runtime/archive/limited-lines.ts';
import { type Pseudonym, type RenameWorkers, renameWorkers } from '../../runtime/archive/rename-workers.ts';
import { WorkspaceLine } from '../../runtime/archive/workspace-lines.ts';
import { checkEntries } from './check-entries.ts';
import { entriesOf } from './entries.ts';
import { refuse } from './refusals.ts';

/** An archive that passed all checks; `rename` knows all its workers. */
export type CheckedArchive = CheckedLog & {
  manifest: ArchiveManifest;
  workspace: WorkspaceLine[];
  rename: RenameWorkers;
};

const damaged = (reason: string) => refuse('archive/damaged', { reason });

type Settings = {
  /** The pseudonym of a worker here; without it they keep theirs. */
  pseudonym?: Pseudonym;
  report: (bytes: number) => void;
  /** The most bytes of one commit here; without, there is no such limit. */
  maxCommitBytes?: number;
};

/**
 * Checks an archive and records nothing: its entries must match its manifest, every fact must be known here, every run must
 * fold, and every file that answers name must be present.
 */
export async function checkArchive(
  file: string,
  { pseudonym, report, maxCommitBytes }: Settings,
): Promise<CheckedArchive> {
  const manifest = await checkEntries(file, report);
  const rename = renameWorkers(manifest.identities ? pseudonym : undefined);
  const workspace: WorkspaceLine[] = [];
  let log: CheckedLog | undefined;
  for await (const { name, bytes } of entriesOf(file)) {
    const kind = entryNamed(name)?.kind;
    if (kind === 'log') log = await checkLog(bytes, { rename, code: manifest.code, maxCommitBytes });
    if (kind === 'workspace') for await (const line of limitedLines(bytes)) workspace.push(workspaceLineIn(line));
  }
  if (!log) throw damaged(`it has no ${entryNames.log}`);
  requireNamedRuns(manifest, log);
  const { entries } = manifest;
  for (const hash of log.files)
    if (!Object.hasOwn(entries, fileEntry(hash))) throw damaged(`the file ${hash} of an answer is missing`);
  return { ...log, manifest, workspace, rename };
}

function workspaceLineIn(line: string): WorkspaceLine {
  try {
    return WorkspaceLine.parse(parseShallow(line));
  } catch (error) {
    throw Object.assign(damaged(`a line of its ${entryNames.workspace} cannot be read`), { cause: error });
  }
}

function requireNamedRuns({ runs }: ArchiveManifest, { histories }: CheckedLog): void {
  const isComplete = ({ run, commits }: ArchiveManifest['runs'][number]) =>
    histories.get(run as RunId)?.length === commits;
  if (runs.length !== histories.size || !runs.every(isComplete))
    throw damaged('its runs are not those that its manifest names');
}
