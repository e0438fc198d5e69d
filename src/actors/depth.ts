import { refuse } from './refusals.ts';

/** Lists and maps may be so many levels deep: far more can be read than written again, and databases take less. */
export const mostLevels = 500;

/** Whether a value of JSON has lists and maps within each other more than so many levels deep. */
export function isTooDeep(value: unknown, levels = mostLevels): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const below = levels - 1;
  if (Array.isArray(value)) return value.some((one) => isTooDeep(one, below));
  // Every answer comes by here, and a list of its values would have to be made first.
  for (const key in value) if (isTooDeep((value as Record<string, unknown>)[key], below)) return true;
  return false;
}

/** Refuses what is nested too deeply to be written down. */
export function insistOnDepth(value: unknown): void {
  if (isTooDeep(value)) throw refuse('request/too-deep', { levels: mostLevels });
}
