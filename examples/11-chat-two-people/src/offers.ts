import type { Conversation } from 'manyhands/hooks/use-conversation';

/** A thing to divide, with what one of it is worth to this worker. */
export type OwnThing = { name: string; count: number; worth: number };
/** How many of each thing somebody gets, by its name. */
export type Share = Record<string, number>;
type Said = Conversation['said'][number];

/** The things of the conversation, which come with the first message to this worker alone. */
export const thingsIn = (said: readonly Said[]): OwnThing[] =>
  (said.find(({ data }) => Array.isArray(data.things))?.data.things as OwnThing[] | undefined) ?? [];

/** The part of this worker by an offer in a message, which has the part of whoever makes it. */
export function offerIn({ data, isOwn }: Said, things: readonly OwnThing[]): Share | undefined {
  const offer = data.offer as Share | undefined;
  if (!offer) return undefined;
  return isOwn ? offer : Object.fromEntries(things.map(({ name, count }) => [name, count - (offer[name] ?? 0)]));
}

/** The last offer of the other that this worker can still accept. */
export const standingOffer = (said: readonly Said[]): Said | undefined => {
  const last = said.findLast(({ data }) => data.offer);
  return last && !last.isOwn ? last : undefined;
};

/** A share in words, such as "3 × pan, 1 × plate". */
export const wordsOf = (share: Share, things: readonly OwnThing[]): string =>
  things
    .filter(({ name }) => (share[name] ?? 0) > 0)
    .map(({ name }) => `${share[name]} × ${name}`)
    .join(', ') || 'nothing';

/** What a share is worth to this worker. */
export const total = (share: Share, things: readonly OwnThing[]): number =>
  things.reduce((sum, { name, worth }) => sum + worth * (share[name] ?? 0), 0);
