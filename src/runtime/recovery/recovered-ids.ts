import type { RunId } from '../../events/ids.ts';

const SUFFIX = '-recovered';
/** An id that would become too long with the suffix is cut to this length. */
const maxIdLetters = 50;

/** What a run, an agent or a bonus is called in a run that is made anew: rows know each id once, and the old ones may still have it. */
export const recoveredId = (id: string): string => `${id.slice(0, maxIdLetters)}${SUFFIX}`;

/** What a run is called that is made anew, since the log cannot give it any more. */
export const recoveredRunId = (run: string): RunId => recoveredId(run) as RunId;

/** What it was called before it was made anew. */
export const originalId = (id: string): string => id.replace(new RegExp(`(?:${SUFFIX})+$`), '');
