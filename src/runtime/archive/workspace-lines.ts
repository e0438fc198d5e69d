import { z } from 'zod';
import { isActive } from '../../actors/qualification.ts';
import { emptyWorkspace, evolve, type Workspace } from '../../actors/workspace.ts';
import { read } from '../../events/catalog.ts';
import { QualificationId, WorkerId } from '../../events/ids.ts';
import { ABOVE_RUNS, type Log } from '../../events/log.ts';
import { type Decisions, noteDecision } from './decisions.ts';

const said = { by: z.string(), at: z.iso.datetime() };

/** A qualification that can be granted, as an archive tells of it. */
export const ArchivedQualification = z.object({ id: QualificationId, name: z.string(), description: z.string() });
export type ArchivedQualification = z.infer<typeof ArchivedQualification>;

/** What was decided about a worker and stands, as an archive tells of it. */
export const ArchivedWorker = z.object({
  id: WorkerId,
  values: z.array(z.object({ qualification: QualificationId, value: z.int(), ...said, note: z.string().optional() })),
  ban: z.object({ reason: z.string(), ...said }).optional(),
});
export type ArchivedWorker = z.infer<typeof ArchivedWorker>;

/** A line of an archive about people. */
export const WorkspaceLine = z.union([
  z.strictObject({ qualification: ArchivedQualification }),
  z.strictObject({ worker: ArchivedWorker }),
]);
export type WorkspaceLine = z.infer<typeof WorkspaceLine>;

/** All that was decided above the runs up to a position of the log, and who said so. */
export async function decidedUpTo(log: Log, position: number): Promise<{ workspace: Workspace; decisions: Decisions }> {
  const workspace = emptyWorkspace();
  const decisions: Decisions = new Map();
  for await (const { sequence, facts } of log.read(ABOVE_RUNS)) {
    if (sequence > position) break;
    for (const recorded of facts) {
      const fact = read(recorded);
      evolve(workspace, fact);
      noteDecision(decisions, fact);
    }
  }
  return { workspace, decisions };
}

/**
 * What stands about these workers, and the qualifications it speaks of; `everybody` gives all there is. What was granted
 * of a qualification that is retired has no place elsewhere.
 */
export function workspaceLines(
  { workspace, decisions }: { workspace: Workspace; decisions: Decisions },
  workers: ReadonlySet<string> | 'everybody',
): WorkspaceLine[] {
  const active = new Map<string, ArchivedQualification>();
  for (const [id, { context }] of workspace.qualifications.entries()) {
    const { qualificationId, name, description } = context;
    const isInUse = isActive(workspace.qualifications.get(id)!);
    if (isInUse) active.set(id, { id: qualificationId, name, description });
  }
  const held = new Set<string>();
  const told: WorkspaceLine[] = [];
  for (const [id, { values, ban }] of decisions) {
    if (workers !== 'everybody' && !workers.has(id)) continue;
    const standing = [...values].flatMap(([qualification, { value, ...word }]) =>
      value !== undefined && active.has(qualification) ? [{ qualification, value, ...word }] : [],
    );
    for (const { qualification } of standing) held.add(qualification);
    const stillBanned = ban?.banned ? { ban: { reason: ban.reason, by: ban.by, at: ban.at } } : {};
    if (standing.length > 0 || ban?.banned) told.push({ worker: { id, values: standing, ...stillBanned } });
  }
  const spoken = [...active.values()].filter(({ id }) => workers === 'everybody' || held.has(id));
  return [...spoken.map((qualification) => ({ qualification })), ...told];
}
