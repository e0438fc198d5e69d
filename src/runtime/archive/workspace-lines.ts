import { z } from 'zod';
import { isActive } from '../../actors/qualification.ts';
import { emptyWorkspace, evolve, type Workspace } from '../../actors/workspace.ts';
import { read } from '../../events/catalog.ts';
import { QualificationId, WorkerId } from '../../events/ids.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { type Decisions, recordDecision } from './decisions.ts';

const decided = { by: z.string(), at: z.iso.datetime() };

/** A qualification in use, as archived. */
export const ArchivedQualification = z.object({ id: QualificationId, name: z.string(), description: z.string() });
export type ArchivedQualification = z.infer<typeof ArchivedQualification>;

const ArchivedBlock = z.object({ reason: z.string(), ...decided });

/** The current decisions about a worker, as archived; earlier archives call a block `ban`. */
const ArchivedWorker = z
  .object({
    id: WorkerId,
    values: z.array(
      z.object({ qualification: QualificationId, value: z.int(), ...decided, note: z.string().optional() }),
    ),
    block: ArchivedBlock.optional(),
    ban: ArchivedBlock.optional(),
  })
  .transform(({ ban, ...worker }) => (ban ? { ...worker, block: ban } : worker));
export type ArchivedWorker = z.infer<typeof ArchivedWorker>;

/** A line of an archive about the workspace. */
export const WorkspaceLine = z.union([
  z.strictObject({ qualification: ArchivedQualification }),
  z.strictObject({ worker: ArchivedWorker }),
]);
export type WorkspaceLine = z.infer<typeof WorkspaceLine>;

/** The workspace and the decisions about workers as of a log position. */
export async function workspaceAt(log: Log, position: number): Promise<{ workspace: Workspace; decisions: Decisions }> {
  const workspace = emptyWorkspace();
  const decisions: Decisions = new Map();
  for await (const { sequence, facts } of log.read(WORKSPACE)) {
    if (sequence > position) break;
    for (const recorded of facts) {
      const fact = read(recorded);
      evolve(workspace, fact);
      recordDecision(decisions, fact);
    }
  }
  return { workspace, decisions };
}

/**
 * The current decisions about these workers, and the qualifications they refer to; `all` for every worker. Grants of retired
 * qualifications are left out.
 */
export function workspaceLines(
  { workspace, decisions }: { workspace: Workspace; decisions: Decisions },
  workers: ReadonlySet<string> | 'all',
): WorkspaceLine[] {
  const active = new Map<string, ArchivedQualification>();
  for (const [id, { context }] of workspace.qualifications.entries()) {
    const { qualificationId, name, description } = context;
    const isInUse = isActive(workspace.qualifications.get(id)!);
    if (isInUse) active.set(id, { id: qualificationId, name, description });
  }
  const held = new Set<string>();
  const lines: WorkspaceLine[] = [];
  for (const [id, { values, block }] of decisions) {
    if (workers !== 'all' && !workers.has(id)) continue;
    const current = [...values].flatMap(([qualification, { value, ...decision }]) =>
      value !== undefined && active.has(qualification) ? [{ qualification, value, ...decision }] : [],
    );
    for (const { qualification } of current) held.add(qualification);
    const stillBlocked = block?.blocked ? { block: { reason: block.reason, by: block.by, at: block.at } } : {};
    if (current.length > 0 || block?.blocked) lines.push({ worker: { id, values: current, ...stillBlocked } });
  }
  const used = [...active.values()].filter(({ id }) => workers === 'all' || held.has(id));
  return [...used.map((qualification) => ({ qualification })), ...lines];
}
