/** The program file of a Chromium or Chrome that runs here: MANYHANDS_CHROMIUM, or the first one found. */
export function findChromium(): string | undefined;
/** A Chromium for journeys: one that is here, or on Debian and Ubuntu, for root, one installed now; undefined if there is none. */
export function ensureChromium(): Promise<string | undefined>;
