import { rm } from 'node:fs/promises';
import type { Imported, OnConflict } from '../../api/archives.ts';
import type { ImportId } from '../../events/ids.ts';
import { planRuns, type RunPlan } from '../../runtime/archive/plan-runs.ts';
import { planWorkspace, type WorkspacePlan } from '../../runtime/archive/plan-workspace.ts';
import { decidedUpTo } from '../../runtime/archive/workspace-lines.ts';
import { newImportId, newQualificationId } from '../../runtime/ids.ts';
import { bringFiles, bringPages } from './bring-files.ts';
import { bringRuns } from './bring-runs.ts';
import { type CheckedArchive, checkArchive } from './check-archive.ts';
import type { BringSettings } from './import-settings.ts';
import { type ReceivedFile, receiveFile } from './receive-file.ts';
import { refuse } from './refusals.ts';

/** How an archive is to be brought in. */
export type ImportWish = { label: string; onConflict: OnConflict; dryRun: boolean };

/** Where an import has got to. */
export type Step = { step: string; done?: number; total?: number };

/** An archive that was looked through, with nothing recorded: `carryOut` brings it in. */
export type ReadyImport = { carryOut(report: (step: Step) => void): Promise<Imported> };

/** Brings archives into a house, one at a time. */
export type Imports = {
  /** Takes a file in and looks through it; refuses what is not fit. */
  ready(bytes: AsyncIterable<Uint8Array>, wish: ImportWish, by: string): Promise<ReadyImport>;
  close(): void;
};

type Conflicts = Pick<ImportWish, 'label' | 'onConflict'>;
type Plan = { checked: CheckedArchive; sha256: string; runs: RunPlan; workspace: WorkspacePlan };

/** Opens the bringing in of archives into a house. */
export function openImports(settings: BringSettings): Imports {
  const { log, runtime, importFolder, refusalNow, now } = settings;
  const closing = new AbortController();
  let isUnderWay = false;

  /** What is to be done, from what the file says and what is here. */
  async function planOf({ path, sha256 }: ReceivedFile, { label, onConflict }: ImportWish): Promise<Plan> {
    const checked = await checkArchive(path, { pseudonym: runtime.workerId, report: requireDaemon });
    const { arriving } = runtime.workspace.mailbox.state;
    const runs = await planRuns(log, checked.histories, arriving);
    const workspace = await peopleOf({ checked, runs }, { label, onConflict });
    return { checked, sha256, runs, workspace };
  }

  /** What is to be stated about workers, from what the file says and what stands here now. */
  async function peopleOf({ checked, runs }: Omit<Plan, 'workspace' | 'sha256'>, { label, onConflict }: Conflicts) {
    const brought = new Set<string>();
    for (const run of runs.bring.keys()) for (const worker of checked.workers.get(run) ?? []) brought.add(worker);
    return planWorkspace(checked.workspace, {
      here: await decidedUpTo(log, await log.head()),
      onConflict,
      label,
      nameOf: checked.rename.worker,
      isKnown: (worker) => brought.has(worker) || runtime.hasWorked(worker),
      newId: newQualificationId,
    });
  }

  const requireDaemon = () => {
    if (closing.signal.aborted) throw refuse('import/interrupted');
  };
  const insistOnRoom = () => {
    requireDaemon();
    const refusal = refusalNow();
    if (refusal) throw refusal;
  };

  /** Records an import; each step may have been done before, and is not done twice. */
  async function bring(file: ReceivedFile, plan: Plan, { wish, by, report }: Bringing): Promise<ImportId | null> {
    const { checked, runs } = plan;
    const begun = unfinished(plan);
    if (!begun && runs.bring.size === 0 && plan.workspace.commands.length === 0 && plan.workspace.create.length === 0)
      return null;
    const importId = begun ?? newImportId();
    const { code, made_at: madeAt, position, identities } = checked.manifest;
    await runtime.askWorkspace(
      {
        type: 'import.begin',
        importId,
        label: wish.label,
        archive: plan.sha256,
        source: { code, madeAt, position, identities },
        runs: [...runs.bring.keys()],
      },
      by,
    );
    const given = { ...settings, insistOnRoom, report };
    if (runs.bring.size > 0) {
      const hold = settings.files.hold();
      try {
        await bringFiles(file.path, checked.manifest, { ...given, hold });
        await bringPages(file, runs.bring, given);
        await bringRuns(file.path, { checked, bring: runs.bring, label: wish.label, by }, given);
      } finally {
        hold.end();
      }
    }
    report({ step: 'Stating what was decided about workers' });
    // Files and commits may have taken an hour, in which people here decided, too.
    plan.workspace = await peopleOf(plan, wish);
    const { workspace } = plan;
    for (const { id: qualificationId, name, description } of workspace.create)
      await runtime.askWorkspace({ type: 'qualification.create', qualificationId, name, description }, by);
    for (const command of workspace.commands) {
      insistOnRoom();
      await runtime.askWorkspace(command, by);
    }
    await runtime.askWorkspace({ type: 'import.complete', importId }, by);
    return importId;
  }

  /** An import of the same file that broke off, if it named all that is left to bring. */
  function unfinished({ sha256, runs }: Plan): ImportId | undefined {
    const { imports } = runtime.workspace.mailbox.state;
    for (const [id, { state, context }] of imports.entries()) {
      const isSame = state === 'begun' && context.archive === sha256;
      if (isSame && [...runs.bring.keys()].every((run) => context.runs.includes(run))) return id as ImportId;
    }
    return undefined;
  }

  return {
    async ready(bytes, wish, by) {
      if (isUnderWay) throw refuse('import/under-way');
      isUnderWay = true;
      let file: ReceivedFile | undefined;
      const end = async () => {
        isUnderWay = false;
        if (file) await rm(file.folder, { recursive: true, force: true });
      };
      try {
        file = await receiveFile(bytes, importFolder, insistOnRoom);
        const received = file;
        const plan = await planOf(received, wish);
        const carryOut = async (report: (step: Step) => void) => {
          const importId = wish.dryRun ? null : await bring(received, plan, { wish, by, report: calm(report, now) });
          return told(plan, wish.label, importId, runtime.workspace.mailbox.sequence);
        };
        return { carryOut: (report) => carryOut(report).finally(end) };
      } catch (error) {
        await end();
        throw error;
      }
    },
    close: () => closing.abort(),
  };
}

type Bringing = { wish: ImportWish; by: string; report: (step: Step) => void };

/** How often to say how far a step is, in ms. */
const rhythm = 250;

/** Passes on each new step, and how far it is only now and then. */
function calm(report: (step: Step) => void, now: () => number): (step: Step) => void {
  let last = '';
  let at = 0;
  return (step) => {
    if (step.step === last && Math.abs(now() - at) < rhythm) return;
    last = step.step;
    at = now();
    report(step);
  };
}

const told = ({ runs, workspace }: Plan, label: string, importId: ImportId | null, sequence: number): Imported => ({
  import: importId,
  label,
  runs: [...runs.bring.keys()],
  here: runs.here,
  refused: runs.refused.map(({ run, refusal: { code, message } }) => ({ run, code, message })),
  qualifications: workspace.create.map(({ name }) => name),
  grants: workspace.commands.filter(({ type }) => type === 'worker.grant').length,
  bans: workspace.commands.filter(({ type }) => type === 'worker.ban').length,
  kept: workspace.kept,
  sequence,
});
