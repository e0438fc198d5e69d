import type { Overlap } from '../events/overlap.ts';
import { fieldsOf, labelOf } from './answer-fields.ts';

/** How often each label was given, per assignment; only of runs whose overlap adapts. */
export type Labels = {
  counts: Map<number, Map<string, number>>;
  /** Assignments whose units have data of their own, so that none can be added. */
  fixed: Set<number>;
};

/** Overlap that adapts, as a config has it. */
export type Agreement = { question: string; threshold: number; max_units: number };

/** The setting of a run for overlap that adapts. */
export const overlapOf = ({ question, threshold, max_units }: Agreement): Overlap => ({
  question,
  threshold,
  mostUnits: max_units,
});

/** The labels of a run before its first answer. */
export const noLabels = (): Labels => ({ counts: new Map(), fixed: new Set() });

/** Counts the label of an answer; one without a label that can be compared counts as a label of its own kind. */
export function noteLabel({ counts }: Labels, { question }: Overlap, index: number, answer: unknown): void {
  const value = fieldsOf(answer).get(question);
  const label = value === undefined ? undefined : labelOf(value);
  const ofAssignment = counts.get(index) ?? new Map<string, number>();
  const key = label === undefined ? '' : `=${label}`;
  ofAssignment.set(key, (ofAssignment.get(key) ?? 0) + 1);
  counts.set(index, ofAssignment);
}

/** The share of an assignment's answers that have the most frequent label; undefined without answers. */
export function agreementOn({ counts }: Labels, index: number): number | undefined {
  const given = [...(counts.get(index)?.values() ?? [])];
  const all = given.reduce((sum, count) => sum + count, 0);
  return all === 0 ? undefined : Math.max(...given) / all;
}

/** Whether an assignment with so many units, all done, should get another one. */
export function needsMore(labels: Labels, overlap: Overlap, index: number, units: number): boolean {
  if (units >= overlap.mostUnits || labels.fixed.has(index)) return false;
  const agreement = agreementOn(labels, index);
  return agreement !== undefined && agreement < overlap.threshold;
}
