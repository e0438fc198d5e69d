import { nameKey } from '../../actors/qualification.ts';
import type { WorkerCommand } from '../../actors/worker.ts';
import type { Workspace } from '../../actors/workspace.ts';
import type { OnConflict } from '../../api/archives.ts';
import type { QualificationId, WorkerId } from '../../events/ids.ts';
import type { Decision, Decisions } from './decisions.ts';
import type { ArchivedQualification, ArchivedWorker, WorkspaceLine } from './workspace-lines.ts';

/** What an import would record in the workspace: new qualifications, and commands about workers. */
export type WorkspacePlan = {
  create: ArchivedQualification[];
  commands: WorkerCommand[];
  /** How many decisions differ and stay as they are here. */
  kept: number;
};

type Settings = {
  here: { workspace: Workspace; decisions: Decisions };
  onConflict: OnConflict;
  label: string;
  /** The pseudonym of a worker here, and whether they will be known here after the import. */
  nameOf: (worker: WorkerId) => WorkerId;
  isKnown: (worker: WorkerId) => boolean;
  newId: (name: string) => QualificationId;
};

/** Compares the decisions in an archive with those here, one by one. */
export function planWorkspace(lines: readonly WorkspaceLine[], settings: Settings): WorkspacePlan {
  const { here, newId } = settings;
  const plan: WorkspacePlan = { create: [], commands: [], kept: 0 };
  const ids = new Map<QualificationId, QualificationId>();
  const named = new Map(here.workspace.names);
  for (const line of lines) {
    if (!('qualification' in line)) continue;
    const { id, name, description } = line.qualification;
    const known = named.get(nameKey(name));
    const own = known ?? (here.workspace.qualifications.get(id) ? newId(name) : id);
    ids.set(id, own);
    if (known) continue;
    named.set(nameKey(name), own);
    plan.create.push({ id: own, name, description });
  }
  for (const line of lines) if ('worker' in line) planWorker(line.worker, { plan, ids, ...settings });
  return plan;
}

type PlanState = Settings & { plan: WorkspacePlan; ids: ReadonlyMap<QualificationId, QualificationId> };

function planWorker({ id, values, block }: ArchivedWorker, state: PlanState): void {
  const { plan, ids, here, label, nameOf, isKnown, onConflict } = state;
  const workerId = nameOf(id);
  if (!isKnown(workerId)) return;
  const current = here.decisions.get(workerId);
  const addUnlessKept = (command: WorkerCommand, theirs: Decision, ours: Decision | undefined) => {
    if (ours && ours.value === theirs.value) return;
    if (ours && !replaces(onConflict, theirs, ours)) plan.kept++;
    else plan.commands.push(command);
  };
  for (const { qualification, value, note, by, at } of values) {
    const qualificationId = ids.get(qualification);
    if (!qualificationId) continue;
    const noted = `Imported from "${label}", granted by ${reviewerName(by)} at ${at}.${note ? ` ${note}` : ''}`;
    const command = { type: 'worker.grant', workerId, qualificationId, value, note: noted } as const;
    addUnlessKept(command, { value, by, at }, current?.values.get(qualificationId));
  }
  if (!block) return;
  const reason = `${block.reason} (Imported from "${label}", blocked by ${reviewerName(block.by)} at ${block.at}.)`;
  const ours = current?.block;
  // A block has no value, so `lower` and `higher` cannot compare it with an unblock.
  const present = ours && { by: ours.by, at: ours.at, ...(ours.blocked ? { value: 1 } : {}) };
  addUnlessKept({ type: 'worker.block', workerId, reason }, { value: 1, by: block.by, at: block.at }, present);
}

const reviewerName = (by: string) => by.replace(/^reviewer:/, '');

/** Whether an archive's decision replaces the one here; a revoked one has no value to compare. */
function replaces(onConflict: OnConflict, theirs: Decision, ours: Decision): boolean {
  const [their, our] = [theirs.value ?? 0, ours.value ?? Number.NaN];
  switch (onConflict) {
    case 'here':
      return false;
    case 'archive':
      return true;
    case 'lower':
      return their < our;
    case 'higher':
      return their > our;
    case 'earlier':
      return Date.parse(theirs.at) < Date.parse(ours.at);
    case 'later':
      return Date.parse(theirs.at) > Date.parse(ours.at);
  }
}
