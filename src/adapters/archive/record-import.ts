import type { ImportId } from '../../events/ids.ts';
import { newImportId } from '../../runtime/ids.ts';
import type { ImportContext, ImportOptions } from './import-context.ts';
import { importFiles, importPages } from './import-files.ts';
import { type ImportPlan, isEmpty, planDecisions, unfinishedImport } from './import-plan.ts';
import { importRuns } from './import-runs.ts';
import type { ReceivedFile } from './receive-file.ts';

/** One import: the file, the plan, the options, and the user. */
export type Import = { file: ReceivedFile; plan: ImportPlan; options: ImportOptions; by: string };

/** Records an import; steps that an interrupted import has done are skipped. Null if there is nothing to record. */
export async function recordImport(
  context: ImportContext,
  { file, plan, options, by }: Import,
): Promise<ImportId | null> {
  const { runtime, report } = context;
  const begun = unfinishedImport(context, plan);
  if (!begun && isEmpty(plan)) return null;
  const importId = begun ?? newImportId();
  const { code, made_at: madeAt, position, identities } = plan.checked.manifest;
  await runtime.askWorkspace(
    {
      type: 'import.begin',
      importId,
      label: options.label,
      archive: plan.sha256,
      source: { code, madeAt, position, identities },
      runs: [...plan.runs.toImport.keys()],
    },
    by,
  );
  if (plan.runs.toImport.size > 0) await recordRuns(context, { file, plan, options, by });
  report({ step: 'Recording decisions about workers' });
  // Storing files may take an hour, in which reviewers here go on deciding.
  plan.workspace = await planDecisions(context, plan, options);
  await recordDecisions(context, plan, by);
  await runtime.askWorkspace({ type: 'import.complete', importId }, by);
  return importId;
}

async function recordRuns(context: ImportContext, { file, plan, options, by }: Import): Promise<void> {
  const { checked, runs } = plan;
  const hold = context.files.hold();
  try {
    await importFiles(file.path, checked.manifest, { ...context, hold });
    await importPages(file, runs.toImport, context);
    await importRuns(file.path, { checked, toImport: runs.toImport, label: options.label, by }, context);
  } finally {
    hold.end();
  }
}

async function recordDecisions(context: ImportContext, { workspace }: ImportPlan, by: string): Promise<void> {
  const { runtime, requireRoom } = context;
  for (const { id: qualificationId, name, description } of workspace.create)
    await runtime.askWorkspace({ type: 'qualification.create', qualificationId, name, description }, by);
  for (const command of workspace.commands) {
    requireRoom();
    await runtime.askWorkspace(command, by);
  }
}
