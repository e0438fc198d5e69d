import type { Fact } from '../events/catalog.ts';

/** The rate of a run's submissions. */
export type SubmissionRate = {
  note(facts: readonly Fact[]): void;
  /** Units submitted per hour, over the last 15 minutes of work; undefined before 5 answers over at least a minute of it. */
  perHour(): number | undefined;
  /** The time of the last submission, in ms since 1970. */
  last(): number | undefined;
};

/** The window of work that counts; a longer break is no work. */
const windowMs = 15 * 60_000;
const stepMs = 15_000;
/** With fewer answers in the window, chance decides the rate. */
const minAnswers = 5;
/** In less work than this, a few answers that come together would be a pace of thousands. */
const minWorkedMs = 60_000;

/** Counts answers in steps of 15 s. A break, such as a night, counts as 15 minutes at most. */
export function newSubmissionRate(): SubmissionRate {
  /** The newest last; the first entry is the beginning of work and has no answers. */
  let counts: { at: number; answers: number }[] = [];

  function countAnswer(at: number) {
    const newest = counts.at(-1);
    if (newest?.answers && at - newest.at < stepMs) newest.answers++;
    else counts.push({ at, answers: 1 });
    // Older steps are outside the window: a minute has four steps.
    if (counts.length > 400) counts = counts.slice(-200);
  }

  return {
    note(facts) {
      for (const { type, at } of facts) {
        if (type === 'unit.submitted') countAnswer(Date.parse(at));
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
      if (answers < minAnswers || worked < minWorkedMs) return undefined;
      return (answers * 3_600_000) / worked;
    },
    last: () => (counts.some(({ answers }) => answers > 0) ? counts.at(-1)?.at : undefined),
  };
}
