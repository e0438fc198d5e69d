import { runConfig } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import type { UnitSides } from '../units/cells.ts';
import { judged, knownAnswers, labelsIn } from './known-answers.ts';

/** Tells of submitted units whether they answered as is known to be right, by question; undefined where nothing is known. */
export function openKnownRight(db: Database) {
  const configs = new Map<string, Record<string, unknown> | undefined>();
  const configOf = (run: string) => {
    if (!configs.has(run)) configs.set(run, runConfig(db, run)?.config);
    return configs.get(run);
  };
  return (sides: UnitSides | undefined): Record<string, boolean> | undefined => {
    const config = sides?.isSubmitted ? configOf(sides.run) : undefined;
    if (!sides || !config) return undefined;
    const known = knownAnswers(config, sides.item, sides.isSpecial);
    if (known.size === 0) return undefined;
    return Object.fromEntries(judged(config, sides.item, { given: labelsIn(config, sides.answer), known }));
  };
}
