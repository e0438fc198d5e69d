/** A thing to divide, with what one of it is worth to each role. */
export type Thing = { name: string; count: number; mover: number; stayer: number };
export type Role = 'mover' | 'stayer';
/** How many of each thing somebody gets, by its name. */
export type Share = Record<string, number>;

/** A share that a page sent, if it is one: a whole number for each thing, of no more than there are. */
export function shareIn(sent: unknown, things: readonly Thing[]): Share | undefined {
  if (typeof sent !== 'object' || sent === null) return undefined;
  const share = sent as Record<string, unknown>;
  const isFitting = ({ name, count }: Thing) => {
    const wanted = share[name];
    return Number.isInteger(wanted) && (wanted as number) >= 0 && (wanted as number) <= count;
  };
  if (Object.keys(share).length !== things.length || !things.every(isFitting)) return undefined;
  return share as Share;
}

/** What is left for the other. */
export const restOf = (share: Share, things: readonly Thing[]): Share =>
  Object.fromEntries(things.map(({ name, count }) => [name, count - share[name]!]));

/** What a share is worth to somebody. */
export const pointsOf = (share: Share, things: readonly Thing[], role: Role): number =>
  things.reduce((sum, thing) => sum + share[thing.name]! * thing[role], 0);

/** A share in words: "2 pans, 1 coffee machine". */
export function inWords(share: Share, things: readonly Thing[]): string {
  const some = things.filter(({ name }) => share[name]! > 0);
  return some.map(({ name }) => `${share[name]} ${share[name] === 1 ? name : plural(name)}`).join(', ') || 'nothing';
}

/** "boxes of screws", "jars of jam", "coffee machines". */
function plural(name: string): string {
  const [first, ...rest] = name.split(' of ');
  return [/(?:x|ch|sh|s)$/.test(first!) ? `${first}es` : `${first}s`, ...rest].join(' of ');
}
