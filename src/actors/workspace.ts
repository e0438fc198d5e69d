import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { QualificationId, RunId, VerdictId, WorkerId } from '../events/ids.ts';
import type { Todo } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import { type BudgetCommand, type Budgets, budgetKey, decide as decideBudget } from './caps.ts';
import type { Decider } from './decider.ts';
import * as imports from './import.ts';
import * as qualifications from './qualification.ts';
import { refuse } from './refusals.ts';
import * as verdicts from './verdict.ts';
import * as workers from './worker.ts';
import * as workerVerdicts from './worker-verdict.ts';

/** All that is decided for all runs: qualifications and who holds them, blocks, verdicts on many units, imports. */
export type Workspace = {
  qualifications: ReturnType<
    typeof actorStatesOf<qualifications.Qualification, qualifications.Qualification['context']>
  >;
  /** Only workers about whom something was decided. */
  workers: ReturnType<typeof actorStatesOf<workers.Worker, workers.Worker['context']>>;
  /** The active qualification of each name, by `nameKey`. */
  names: Map<string, QualificationId>;
  /** Who gets no work; looked up at each arrival. */
  blocked: Set<WorkerId>;
  /** Verdicts on many units, and every verdict that was undone. */
  verdicts: ReturnType<typeof actorStatesOf<verdicts.Verdict, verdicts.Verdict['context']>>;
  /** Verdicts that are being carried out or undone. */
  openVerdicts: Set<VerdictId>;
  imports: ReturnType<typeof actorStatesOf<imports.Import, imports.Import['context']>>;
  /** The runs of imports that are not completed: parts of them may be missing. */
  arriving: Set<RunId>;
  /** The runs that came by an import, whole or in part. */
  brought: Set<RunId>;
  /** For a log made from an archive: its runs, with the folder an owner trusts; earlier logs have only those that still needed their task's code. */
  restored: Map<RunId, string | undefined>;
  budgets: Budgets;
};

/** A workspace before its first fact. */
export const emptyWorkspace = (): Workspace => ({
  qualifications: actorStatesOf(qualifications.qualification),
  workers: actorStatesOf(workers.worker),
  names: new Map(),
  blocked: new Set(),
  verdicts: actorStatesOf(verdicts.verdict),
  openVerdicts: new Set(),
  imports: actorStatesOf(imports.anImport),
  arriving: new Set(),
  brought: new Set(),
  restored: new Map(),
  budgets: new Map(),
});

/** The folder in which a run's task may run its code; none for an imported run, or one that no owner trusts. */
export function trustedFolder(workspace: Workspace, runId: RunId, launchedIn: string): string | undefined {
  if (workspace.brought.has(runId)) return undefined;
  return workspace.restored.has(runId) ? workspace.restored.get(runId) : launchedIn;
}

// ── Evolution ────────────────────────────────────────────────────────────────

/** Takes a fact in: the one way the workspace changes. */
export function evolve(workspace: Workspace, fact: Fact | AnyNewFact): void {
  switch (fact.type) {
    case 'qualification.created':
    case 'qualification.edited':
    case 'qualification.retired': {
      const { qualificationId } = fact.data;
      const before = workspace.qualifications.get(qualificationId);
      if (before) workspace.names.delete(qualifications.nameKey(before.context.name));
      workspace.qualifications.apply(qualificationId, fact);
      const after = workspace.qualifications.get(qualificationId);
      if (after && qualifications.isActive(after)) {
        workspace.names.set(qualifications.nameKey(after.context.name), qualificationId);
      }
      return;
    }
    case 'worker.qualification-granted':
    case 'worker.qualification-revoked':
    case 'worker.verdict-followed':
    case 'worker.verdict-undone':
      workspace.workers.apply(fact.data.workerId, fact);
      return;
    case 'worker.blocked':
      workspace.workers.apply(fact.data.workerId, fact);
      workspace.blocked.add(fact.data.workerId);
      return;
    case 'worker.unblocked':
      workspace.workers.apply(fact.data.workerId, fact);
      workspace.blocked.delete(fact.data.workerId);
      return;
    case 'verdict.begun':
    case 'verdict.undo-begun':
      workspace.verdicts.apply(fact.data.verdictId, fact);
      workspace.openVerdicts.add(fact.data.verdictId);
      return;
    case 'verdict.completed':
    case 'verdict.undone':
      workspace.verdicts.apply(fact.data.verdictId, fact);
      workspace.openVerdicts.delete(fact.data.verdictId);
      return;
    case 'import.begun':
      workspace.imports.apply(fact.data.importId, fact);
      for (const run of fact.data.runs) {
        workspace.arriving.add(run);
        workspace.brought.add(run);
      }
      return;
    case 'import.completed': {
      const { importId } = fact.data;
      workspace.imports.apply(importId, fact);
      // Also where an earlier import of these runs broke off: this one has brought them whole.
      for (const run of workspace.imports.get(importId)?.context.runs ?? []) workspace.arriving.delete(run);
      return;
    }
    case 'budget.set':
      workspace.budgets.set(budgetKey(fact.data), fact.data);
      return;
    case 'workspace.restored':
      workspace.restored = new Map(fact.data.tasks.map(({ runId, folder }) => [runId, folder]));
      return;
  }
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** A command to the workspace before the runtime adds what only the runs know. */
export type WorkspaceRequest =
  | BudgetCommand
  | qualifications.QualificationCommand
  | imports.ImportCommand
  | verdicts.VerdictCommand
  | workers.WorkerCommand
  | workers.GrantAllCommand
  | workerVerdicts.WorkerVerdictCommand;

/** A command to the workspace. `hasWorked`, which only the runs know, says whether the worker was ever at work. */
export type WorkspaceCommand =
  | BudgetCommand
  | qualifications.QualificationCommand
  | imports.ImportCommand
  | verdicts.VerdictCommand
  | workers.GrantAllCommand
  | ((workers.WorkerCommand | workerVerdicts.WorkerVerdictCommand) & { hasWorked: boolean });

/** The facts that the command leads to, none when it changes nothing; throws refusals. */
export function decide(command: WorkspaceCommand, workspace: Workspace): AnyNewFact[] {
  if (command.type === 'budget.set') return decideBudget(command, workspace.budgets);
  if ('importId' in command) return imports.decide(command, workspace.imports.get(command.importId));
  if (command.type === 'workers.grant') return command.grants.flatMap((grant) => grantIfActive(workspace, grant));
  if (!('workerId' in command)) {
    if ('verdictId' in command) return verdicts.decide(command, workspace.verdicts.get(command.verdictId));
    const holderOf = (name: string) => workspace.names.get(qualifications.nameKey(name));
    return qualifications.decide(command, workspace.qualifications.get(command.qualificationId), holderOf);
  }
  const { workerId } = command;
  if (!command.hasWorked) throw refuse('worker/unknown', { worker: workerId });
  const worker = workspace.workers.get(workerId) ?? workers.worker.initial;
  const check = (id: QualificationId, isGrant: boolean) => checkQualification(workspace, id, isGrant);
  if ('verdictId' in command) return workerVerdicts.decide(command, worker, check);
  if ('qualificationId' in command) check(command.qualificationId, command.type === 'worker.grant');
  return workers.decide(command, worker);
}

function grantIfActive({ qualifications: known, workers: all }: Workspace, grant: workers.NewGrant): AnyNewFact[] {
  const qualification = known.get(grant.qualificationId);
  if (!qualification || !qualifications.isActive(qualification)) return [];
  return workers.decide({ type: 'worker.grant', ...grant }, all.get(grant.workerId) ?? workers.worker.initial);
}

/** Throws unless there is such a qualification and, for a grant, it is not retired. */
export function checkQualification({ qualifications: known }: Workspace, id: QualificationId, isGrant: boolean): void {
  const qualification = known.get(id);
  if (!qualification) throw refuse('qualification/unknown', { qualification: id });
  if (isGrant) qualifications.assertActive(qualification);
}

/** The decider of the workspace. */
export const workspaceDecider: Decider<Workspace, WorkspaceCommand> = {
  create: emptyWorkspace,
  evolve,
  decide,
  react: () => [],
};

// ── To-dos ───────────────────────────────────────────────────────────────────

/** Verdicts on many units wait to be carried out, or undone, to their end. */
export const todo = ({ openVerdicts, verdicts: known }: Workspace): Todo[] =>
  [...openVerdicts].flatMap((verdictId) => verdicts.todo(verdictId, known.get(verdictId) ?? verdicts.verdict.initial));
