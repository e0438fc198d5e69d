import type { Notice, Said } from './from-hooks.ts';

/** Something in the list of messages: what was said, or what happened to somebody. */
export type Entry = { said: Said } | { notice: Notice };

/** What was said and what happened, in order. */
export function entriesOf(said: readonly Said[], notices: readonly Notice[]): Entry[] {
  const entries: Entry[] = [];
  for (let place = 0; place <= said.length; place++) {
    for (const notice of notices) if (notice.after === place) entries.push({ notice });
    const one = said[place];
    if (one) entries.push({ said: one });
  }
  return entries;
}

/** The key of an entry in a list. */
export const keyOf = (entry: Entry): string => ('said' in entry ? entry.said.id : entry.notice.id);
