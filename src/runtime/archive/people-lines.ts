import { z } from 'zod';
import { evolve, nobody, type People } from '../../actors/people.ts';
import { isActive } from '../../actors/qualification.ts';
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
export const PeopleLine = z.union([
  z.strictObject({ qualification: ArchivedQualification }),
  z.strictObject({ worker: ArchivedWorker }),
]);
export type PeopleLine = z.infer<typeof PeopleLine>;

/** All that was decided above the runs up to a position of the log, and who said so. */
export async function decidedUpTo(log: Log, position: number): Promise<{ people: People; decisions: Decisions }> {
  const people = nobody();
  const decisions: Decisions = new Map();
  for await (const { sequence, facts } of log.read(ABOVE_RUNS)) {
    if (sequence > position) break;
    for (const recorded of facts) {
      const fact = read(recorded);
      evolve(people, fact);
      noteDecision(decisions, fact);
    }
  }
  return { people, decisions };
}

/**
 * What stands about these workers, and the qualifications it speaks of; `everybody` gives all there is. What was granted
 * of a qualification that is retired has no place elsewhere.
 */
export function peopleLines(
  { people, decisions }: { people: People; decisions: Decisions },
  workers: ReadonlySet<string> | 'everybody',
): PeopleLine[] {
  const active = new Map<string, ArchivedQualification>();
  for (const [id, { memory }] of people.qualifications.entries()) {
    const { qualificationId, name, description } = memory;
    const isInUse = isActive(people.qualifications.get(id)!);
    if (isInUse) active.set(id, { id: qualificationId, name, description });
  }
  const held = new Set<string>();
  const told: PeopleLine[] = [];
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
