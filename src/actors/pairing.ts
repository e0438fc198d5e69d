import type { Pairing } from '../events/conversation-settings.ts';
import type { WorkerId } from '../events/ids.ts';
import type { Held } from './requirements.ts';
import type { WaitingRooms } from './waiting-rooms.ts';

/** What pairing asks of a worker. */
export type Paired = { workerId: WorkerId; holds?: Held; language?: string; metElsewhere?: readonly WorkerId[] };

/** What a worker is compared by: the value of a qualification, or their language without its region; '' for none. */
export function groupOf(pairing: Pairing | undefined, { holds = {}, language = '' }: Paired): string | undefined {
  if (!pairing?.by) return undefined;
  if (pairing.by === 'language') return language.toLowerCase().split(/[-_]/)[0] ?? '';
  const { qualificationId } = pairing.by;
  return Object.hasOwn(holds, qualificationId) ? String(holds[qualificationId]) : '';
}

/** The key of a room whose members have these groups. */
export function roomKeyOf(pairing: Pairing | undefined, groups: readonly (string | undefined)[]): string {
  if (!pairing?.by) return '';
  const sorted = groups.map((group) => group ?? '').sort();
  return JSON.stringify(pairing.as === 'different' ? sorted : sorted.slice(0, 1));
}

/** The keys of the rooms that somebody of this group may enter. */
export function keysFor(
  pairing: Pairing | undefined,
  { byGroups }: WaitingRooms,
  group: string | undefined,
): Iterable<string> {
  if (pairing?.as !== 'different') return [roomKeyOf(pairing, [group])];
  return [...byGroups.keys()].filter((key) => !isInKey(key, group));
}

const isInKey = (key: string, group = '') => key !== '' && (JSON.parse(key) as string[]).includes(group);

/** Whether a room of this key takes somebody of this group. */
export function isOpenTo(pairing: Pairing | undefined, key: string, group: string | undefined): boolean {
  return pairing?.as === 'different' ? !isInKey(key, group) : key === roomKeyOf(pairing, [group]);
}

/** Who has talked with whom. */
export type Met = Map<WorkerId, Set<WorkerId>>;

/** These have talked with each other from now on. */
export function noteMet(met: Met, workers: readonly WorkerId[]): void {
  for (const one of workers) {
    const others = met.get(one) ?? new Set();
    met.set(one, others);
    for (const other of workers) if (other !== one) others.add(other);
  }
}

/** Whether a worker has talked with any of these, here or in other runs of the task. */
export function haveMet(met: Met, { workerId, metElsewhere = [] }: Paired, others: readonly WorkerId[]): boolean {
  const own = met.get(workerId);
  return others.some((other) => own?.has(other) || metElsewhere.includes(other));
}
