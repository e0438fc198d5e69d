import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from '../actors/refusal.ts';
import { type CheckedArchive, checkArchive } from '../adapters/archive/check-archive.ts';
import { entriesOf } from '../adapters/archive/entries.ts';
import { importFiles, importPages } from '../adapters/archive/import-files.ts';
import { findTrustedTasks, type RestoredRun, type Trust, toRestoredTasks } from '../adapters/archive/trusted-tasks.ts';
import { openDataFolder } from '../adapters/data-folder/data-folder.ts';
import { makeFolderSync, moveFolder } from '../adapters/data-folder/durable-file.ts';
import { jetStreamFiles } from '../adapters/nats/files/files.ts';
import { jetStreamLog } from '../adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../adapters/nats/nats.ts';
import { endOrphan } from '../adapters/nats/server/orphan.ts';
import { WORKSPACE } from '../events/log.ts';
import { type RestoredTask, WorkspaceRestored } from '../events/workspace.ts';
import { isDamage } from '../projections/store/database.ts';
import { requireFitting } from '../runtime/archive/check-log.ts';
import { readLine } from '../runtime/archive/commit-lines.ts';
import { entryNames } from '../runtime/archive/entry-names.ts';
import { limitedLines } from '../runtime/archive/limited-lines.ts';
import { randomLetters, stamper } from '../runtime/ids.ts';
import { notWritable } from '../runtime/refusals/disk-fault.ts';
import { toRefusal } from '../runtime/refusals/to-refusal.ts';
import type { DaemonSettings } from './daemon.ts';
import { refuse } from './refusals.ts';

type Step = { step: string; done?: number; total?: number };

type RestoreSettings = Pick<DaemonSettings, 'dataFolder' | 'cacheFolder' | 'natsUrl' | 'notify'> & {
  /** An archive with all runs and identities. */
  file: string;
  /** Whether the code of its tasks may run, and where the task folders are; by default it may not. */
  trust: Trust;
  report: (step: Step) => void;
  signal: AbortSignal;
};

/** What was restored, and its runs with the folders in which their tasks' code may run. */
export type Restored = { manifest: CheckedArchive['manifest']; tasks: RestoredRun[] };

/**
 * Restores an archive into an empty data folder: the same commits at the same positions, so the same ids, names and key.
 * One more commit records that it was restored, and which tasks' code is trusted.
 * It is built in a temporary folder and renamed into place when it is complete.
 */
export async function restoreDataFolder(settings: RestoreSettings): Promise<Restored> {
  const { natsUrl, file, trust, report, signal } = settings;
  const dataFolder = resolve(settings.dataFolder);
  if (natsUrl) throw refuse('restore/own-server');
  requireEmpty(dataFolder);
  report({ step: 'Checking the archive' });
  const checked = await checkArchive(file, { report: () => signal.throwIfAborted() });
  const { manifest, unbrokenTo } = checked;
  if (!manifest.whole || unbrokenTo !== manifest.position) throw refuse('restore/not-whole');
  const tasks = await findTrustedTasks(checked.own, trust, dataFolder);
  const building = `${dataFolder}.restoring`;
  try {
    makeFolderSync(dirname(building));
    await clear(building);
    await build(building, { ...checked, tasks: toRestoredTasks(tasks) }, settings);
    requireEmpty(dataFolder);
    await moveFolder(building, dataFolder);
  } catch (error) {
    // Another restore may be using the folder.
    if (!(error instanceof Refusal && error.code === 'data/in-use')) rmSync(building, { recursive: true, force: true });
    // There are no rows yet, so a damaged SQLite file is not the read model.
    throw (isDamage(error) ? undefined : toRefusal(error)) ?? notWritable(error, building) ?? error;
  }
  return { manifest, tasks };
}

function requireEmpty(dataFolder: string): void {
  try {
    if (readdirSync(dataFolder).length > 0) throw refuse('restore/not-empty', { folder: dataFolder });
  } catch (error) {
    if (error instanceof Refusal || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Removes what a killed restore left: its nats-server, which may still run, and its folder. */
async function clear(building: string): Promise<void> {
  if (!existsSync(building)) return;
  const folder = openDataFolder(building);
  try {
    await endOrphan(folder.nats);
  } finally {
    folder.release();
  }
  rmSync(building, { recursive: true, force: true });
}

type ToBuild = CheckedArchive & { tasks: RestoredTask[] };

async function build(building: string, checked: ToBuild, settings: RestoreSettings): Promise<void> {
  const { file, cacheFolder, notify, report, signal } = settings;
  const { manifest, histories, tasks } = checked;
  const closers: (() => unknown)[] = [];
  try {
    const folder = openDataFolder(building);
    closers.push(folder.release);
    const gone = new AbortController();
    const onGone = (sentence: string) => gone.abort(refuse('nats/gone', { sentence }));
    const nats = await openNats({ folder: folder.nats, cacheFolder, notify, onGone });
    closers.push(nats.stop);
    const connection = await connectTo(nats.logUrl, 'runtime');
    closers.push(() => connection.close());
    const log = await jetStreamLog(connection);
    const requireRoom = () => {
      signal.throwIfAborted();
      gone.signal.throwIfAborted();
    };
    const context = { pageFolderOf: folder.pageFolderOf, requireRoom, report };
    const files = await jetStreamFiles(connection);
    await importFiles(file, manifest, { ...context, files, hold: files.hold() });
    await importPages({ path: file, folder: folder.imports }, histories, context);
    rmSync(folder.imports, { recursive: true, force: true });
    const above = await append(file, manifest.position, { log, requireRoom, report });
    // This overrides what the archive trusts, so it is recorded before the folder is in place.
    await recordTrust(log, above, tasks);
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}

type Appending = { log: Awaited<ReturnType<typeof jetStreamLog>>; requireRoom: () => void } & Pick<
  RestoreSettings,
  'report'
>;

async function append(file: string, total: number, { log, requireRoom, report }: Appending): Promise<number> {
  const lasts = new Map<string, number>();
  for await (const { name, bytes } of entriesOf(file)) {
    if (name !== entryNames.log) continue;
    for await (const line of limitedLines(bytes)) {
      const { sequence, run, id, facts } = readLine(line);
      requireRoom();
      const json = facts.map((fact) => JSON.stringify(fact));
      requireFitting(json, run, log.maxCommitBytes);
      const stored = await log.append({ id, run, json }, lasts.get(run) ?? 0);
      if (stored !== sequence) throw new Error(`Commit ${id} came to ${stored}, not to ${sequence}.`);
      lasts.set(run, stored);
      report({ step: 'Recording commits', done: sequence, total });
    }
  }
  return lasts.get(WORKSPACE) ?? 0;
}

async function recordTrust(log: Appending['log'], above: number, tasks: RestoredTask[]): Promise<void> {
  const fact = { ...stamper(Date.now)('restore'), ...WorkspaceRestored({ tasks }) };
  await log.append({ id: randomLetters(16), run: WORKSPACE, json: [JSON.stringify(fact)] }, above);
}
