import type { WorkerId } from '../events/ids.ts';
import { sequenceKeyOf, type Treatment, type TreatmentSettings } from '../events/treatment.ts';
import { balancedOrders } from './latin-square.ts';
import { fraction } from './next-in-order.ts';

/** Which treatment each worker of a run was assigned to, and how many of them take part. */
export type Treatments = {
  known: Map<WorkerId, Treatment>;
  /** How many units a worker holds and has submitted, without those that are made for them alone, such as gold units. */
  done: Map<WorkerId, number>;
  /** How many workers who hold or have submitted one a condition has, and an order of conditions; by its JSON. */
  counts: Map<string, number>;
};

/** The treatments of a run before its first worker. */
export const noTreatments = (): Treatments => ({ known: new Map(), done: new Map(), counts: new Map() });

type Design = { treatments: Treatments; settings: TreatmentSettings; conditionsInData: readonly string[] };

/**
 * What a worker is assigned to: what they were before, here or (`elsewhere`) in another run of the task; else the condition, and the
 * order of conditions, with the fewest workers for its weight.
 */
export function treatmentOf(design: Design, workerId: WorkerId, elsewhere?: Treatment): Treatment {
  const { treatments, settings, conditionsInData } = design;
  const { key, conditions = [], within, seed } = settings;
  const known = treatments.known.get(workerId);
  if (known) return known;
  const draw = treatments.known.size;
  const treatment: Treatment = {};
  if (key !== undefined) {
    const before = conditions.find(({ name }) => name === elsewhere?.[key]);
    const candidates = conditions.map(({ name, weight }) => ({ value: name, weight }));
    treatment[key] = before?.name ?? leastFilled(treatments, candidates, fraction(seed, draw));
  }
  if (within !== undefined && conditionsInData.length > 0) {
    const orders = balancedOrders(conditionsInData.length).map((order) =>
      order.map((nth) => conditionsInData[nth] ?? ''),
    );
    const candidates = orders.map((value) => ({ value, weight: 1 }));
    treatment[sequenceKeyOf(within)] = leastFilled(treatments, candidates, fraction(seed + 1, draw));
  }
  return treatment;
}

type Candidate<Value> = { value: Value; weight: number };

/** The value of the candidate with the fewest workers for its weight; of several, the one that is drawn. */
function leastFilled<Value>({ counts }: Treatments, candidates: readonly Candidate<Value>[], drawn: number): Value {
  const filled = candidates.map(({ value, weight }) => (counts.get(JSON.stringify(value)) ?? 0) / weight);
  const least = Math.min(...filled);
  const equal = candidates.filter((_, nth) => filled[nth] === least);
  return equal[Math.floor(drawn * equal.length)]!.value;
}

/** The conditions of items in the order in which a worker who has done so many units should get the next one; undefined without such a design. */
export function conditionsNext(
  { within, unitsPerCondition = 1 }: TreatmentSettings,
  treatment: Treatment,
  done: number,
): string[] | undefined {
  const sequence = within === undefined ? undefined : treatment[sequenceKeyOf(within)];
  if (!Array.isArray(sequence)) return undefined;
  const turn = Math.floor(done / unitsPerCondition) % (sequence.length || 1);
  return [...sequence.slice(turn), ...sequence.slice(0, turn)];
}

// ── Evolution ────────────────────────────────────────────────────────────────

/** A worker was assigned to this. */
export const noteTreatment = ({ known }: Treatments, workerId: WorkerId, treatment: Treatment): void =>
  void (known.has(workerId) || known.set(workerId, treatment));

/** A worker has so many more units, or fewer; whoever has none leaves their place to others. */
export function noteUnits({ known, done, counts }: Treatments, workerId: WorkerId, by: 1 | -1): void {
  const before = done.get(workerId) ?? 0;
  done.set(workerId, before + by);
  if (before > 0 && before + by > 0) return;
  for (const value of Object.values(known.get(workerId) ?? {})) {
    const name = JSON.stringify(value);
    counts.set(name, (counts.get(name) ?? 0) + by);
  }
}
