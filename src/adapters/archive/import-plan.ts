import type { Imported } from '../../api/archives.ts';
import type { ImportId } from '../../events/ids.ts';
import { planRuns, type RunPlan } from '../../runtime/archive/plan-runs.ts';
import { planWorkspace, type WorkspacePlan } from '../../runtime/archive/plan-workspace.ts';
import { workspaceAt } from '../../runtime/archive/workspace-lines.ts';
import { newQualificationId } from '../../runtime/ids.ts';
import { type CheckedArchive, checkArchive } from './check-archive.ts';
import type { ImportOptions, ImportSettings } from './import-context.ts';
import type { ReceivedFile } from './receive-file.ts';

/** What an import will do: with each run, and in the workspace. */
export type ImportPlan = { checked: CheckedArchive; sha256: string; runs: RunPlan; workspace: WorkspacePlan };

type Conflicts = Pick<ImportOptions, 'label' | 'onConflict'>;

/** Compares an archive with what is recorded here; throws the reason why it cannot be imported. */
export async function planImport(
  settings: ImportSettings & { requireOpen: () => void },
  { path, sha256 }: ReceivedFile,
  options: Conflicts,
): Promise<ImportPlan> {
  const { log, runtime, requireOpen } = settings;
  const { maxCommitBytes } = log;
  const checked = await checkArchive(path, { pseudonym: runtime.workerId, report: requireOpen, maxCommitBytes });
  const { arriving } = runtime.workspace.mailbox.state;
  const runs = await planRuns(log, checked.histories, arriving);
  return { checked, sha256, runs, workspace: await planDecisions(settings, { checked, runs }, options) };
}

/** Plans what to record about workers, from the archive and the current decisions here. */
export async function planDecisions(
  { log, runtime }: Pick<ImportSettings, 'log' | 'runtime'>,
  { checked, runs }: Pick<ImportPlan, 'checked' | 'runs'>,
  { label, onConflict }: Conflicts,
): Promise<WorkspacePlan> {
  const imported = new Set<string>();
  for (const run of runs.toImport.keys()) for (const worker of checked.workers.get(run) ?? []) imported.add(worker);
  return planWorkspace(checked.workspace, {
    here: await workspaceAt(log, await log.head()),
    onConflict,
    label,
    nameOf: checked.rename.worker,
    isKnown: (worker) => imported.has(worker) || runtime.hasWorked(worker),
    newId: newQualificationId,
  });
}

/** Whether a plan would record nothing. */
export const isEmpty = ({ runs, workspace }: ImportPlan): boolean =>
  runs.toImport.size === 0 && workspace.commands.length === 0 && workspace.create.length === 0;

/** An interrupted import of the same file, if it named every run that is left to import. */
export function unfinishedImport(
  { runtime }: Pick<ImportSettings, 'runtime'>,
  { sha256, runs }: ImportPlan,
): ImportId | undefined {
  const { imports } = runtime.workspace.mailbox.state;
  for (const [id, { state, context }] of imports.entries()) {
    const isSame = state === 'begun' && context.archive === sha256;
    if (isSame && [...runs.toImport.keys()].every((run) => context.runs.includes(run))) return id as ImportId;
  }
  return undefined;
}

/** The outcome of an import; `import` is null if nothing was recorded. */
export const importReport = (
  { runs, workspace }: ImportPlan,
  { label, importId, sequence }: { label: string; importId: ImportId | null; sequence: number },
): Imported => ({
  import: importId,
  label,
  runs: [...runs.toImport.keys()],
  here: runs.here,
  refused: runs.refused.map(({ run, refusal: { code, message } }) => ({ run, code, message })),
  qualifications: workspace.create.map(({ name }) => name),
  grants: workspace.commands.filter(({ type }) => type === 'worker.grant').length,
  blocks: workspace.commands.filter(({ type }) => type === 'worker.block').length,
  kept: workspace.kept,
  sequence,
});
