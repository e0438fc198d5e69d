import { AsyncLocalStorage } from 'node:async_hooks';
import { plainJson } from '../../../actors/plain-json.ts';
import type { Steps } from './steps.ts';

type Compute = (signal: AbortSignal) => unknown;

/** The most bytes of JSON that one step may have. */
export const mostStepBytes = 1_000_000;

const inside = new AsyncLocalStorage<true>();

/** Throws if this is called by what computes something: it does not run again, so that what it does would be missing then. */
export function requireOutsideRun(method: string): void {
  if (inside.getStore()) throw new Error(`room.${method} cannot be used inside of room.run`);
}

/** What the code computes itself, with `room.run`: none is begun while there are recorded events to come. */
export function computationsOf(steps: Steps, faultOf: (error: unknown) => string) {
  const open = new Map<number, { name: string; compute: Compute }>();
  const all = new Set<number>();
  /** Those that are computed, and are not known to be recorded. */
  const begun = new Set<number>();
  const over = new AbortController();
  let mayBegin = false;

  async function compute(step: number, name: string, compute: Compute): Promise<void> {
    const given = await inside.run(true, () => outcomeOf(name, () => compute(over.signal), faultOf));
    steps.complete(step, { run: { name, ...given } });
  }

  function beginAll(): void {
    mayBegin = true;
    for (const [step, { name, compute: computes }] of open)
      if (!steps.isRecorded(step)) {
        begun.add(step);
        void compute(step, name, computes);
      }
    open.clear();
  }

  return {
    has: (step: number) => all.has(step),
    /** Whether something is computed whose result is not recorded. */
    isOpen(): boolean {
      for (const step of begun) if (steps.isRecorded(step)) begun.delete(step);
      return begun.size > 0;
    },
    add(name: string, compute: Compute): Promise<unknown> {
      const { step, outcome } = steps.makeLater(name);
      all.add(step);
      open.set(step, { name, compute });
      if (mayBegin) beginAll();
      return outcome;
    },
    /** Begins those that are not recorded. */
    beginAll,
    /** Those that come from now on wait for `beginAll`. */
    hold() {
      mayBegin = false;
    },
    end: () => over.abort(),
  };
}

export type Computations = ReturnType<typeof computationsOf>;

type Outcome = { result?: unknown } | { failed: string };

async function outcomeOf(name: string, compute: () => unknown, faultOf: (error: unknown) => string): Promise<Outcome> {
  try {
    const value = await compute();
    if (value === undefined) return {};
    const plain = plainJson(value);
    if ('fault' in plain) return { failed: `in what "${name}" gave: ${plain.fault}` };
    const bytes = Buffer.byteLength(plain.json);
    if (bytes > mostStepBytes)
      return { failed: `"${name}" gave ${bytes} bytes, and at most ${mostStepBytes} are kept` };
    return { result: JSON.parse(plain.json) };
  } catch (error) {
    return { failed: faultOf(error) };
  }
}
