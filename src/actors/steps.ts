/** Which steps of the task's code are recorded: all before `next` but the missing ones, which are few. */
export type Steps = { readonly next: number; readonly missing: readonly number[] };

/** Of a conversation in which the code did nothing yet. */
export const noSteps: Steps = { next: 0, missing: [] };

/** How far a step may be ahead of those that are recorded. */
export const maxStepsAhead = 1000;

/** Whether a step is recorded. */
export const hasStep = ({ next, missing }: Steps, step: number): boolean => step < next && !missing.includes(step);

/** With one more step; without one, the same. */
export function stepsAfter(steps: Steps, step: number | undefined): Steps {
  if (step === undefined) return steps;
  const { next, missing } = steps;
  if (step === next) return { next: next + 1, missing };
  if (step < next) return { next, missing: missing.filter((one) => one !== step) };
  const between = Array.from({ length: step - next }, (_, nth) => next + nth);
  return { next: step + 1, missing: [...missing, ...between] };
}
