import type { Fact } from '../events/catalog.ts';

/** How fast a run's answers come in. */
export type Pace = {
  note(facts: readonly Fact[]): void;
  /** Units handed in per hour, over the last quarter of an hour of work; undefined before the first. */
  perHour(): number | undefined;
  /** When something was last handed in, in ms since 1970. */
  last(): number | undefined;
};

/** The pace is that of the last quarter of an hour of work; a longer silence is not work. */
const windowMs = 15 * 60_000;
const stepMs = 15_000;

/** Counts answers by the quarter of a minute. A pause, as over night, counts as a quarter of an hour at most. */
export function newPace(): Pace {
  /** The newest last; the first of all stands for the moment at which work began, with no answer. */
  let counts: { at: number; answers: number }[] = [];

  function hand(at: number) {
    const newest = counts.at(-1);
    if (newest?.answers && at - newest.at < stepMs) newest.answers++;
    else counts.push({ at, answers: 1 });
    // What lies further back is never looked at: there are four steps to a minute.
    if (counts.length > 400) counts = counts.slice(-200);
  }

  return {
    note(facts) {
      for (const { type, at } of facts) {
        if (type === 'unit.submitted') hand(Date.parse(at));
        else if (type === 'unit.assigned' && counts.length === 0) counts.push({ at: Date.parse(at), answers: 0 });
      }
    },
    perHour() {
      let answers = 0;
      let worked = 0;
      for (let nth = counts.length - 1; nth > 0 && worked < windowMs; nth--) {
        const [here, before] = [counts[nth], counts[nth - 1]];
        if (!here || !before) break;
        answers += here.answers;
        worked += Math.min(Math.max(here.at - before.at, 0), windowMs);
      }
      if (answers === 0) return undefined;
      return (answers * 3_600_000) / Math.max(worked, stepMs);
    },
    last: () => (counts.some(({ answers }) => answers > 0) ? counts.at(-1)?.at : undefined),
  };
}
