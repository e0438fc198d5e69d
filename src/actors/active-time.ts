/** How long a page was used as it says, at most the seconds in which that was possible; in tenths. */
export const activeWithin = (activeSeconds: number, possibleSeconds: number): number =>
  Math.floor(Math.min(activeSeconds, Math.max(0, possibleSeconds)) * 10) / 10;

/** The same since a time in ISO 8601; left out if it cannot be checked. */
export function activeSince(
  since: string | undefined,
  { activeSeconds, now }: { activeSeconds?: number; now?: string },
): { activeSeconds?: number } {
  if (activeSeconds === undefined || now === undefined || since === undefined) return {};
  return { activeSeconds: activeWithin(activeSeconds, (Date.parse(now) - Date.parse(since)) / 1000) };
}
