import type { Notice, Said } from './from-hooks.ts';

/** Something in the list of messages: what was said, as the nth that is shown, or what happened to somebody. */
export type Entry = { said: Said; nth: number } | { notice: Notice };

/** What was said, as far as it is shown, and what happened, in order. Notices come in the order of their places. */
export function entriesOf(
  said: readonly Said[],
  notices: readonly Notice[],
  isShown: (one: Said) => boolean = () => true,
): Entry[] {
  const entries: Entry[] = [];
  let [nth, noticed] = [0, 0];
  for (let place = 0; place <= said.length; place++) {
    for (; noticed < notices.length; noticed++) {
      const notice = notices[noticed] as Notice;
      if (notice.after > place && place < said.length) break;
      entries.push({ notice });
    }
    const one = said[place];
    if (one && isShown(one)) entries.push({ said: one, nth: nth++ });
  }
  return entries;
}

/** The key of an entry in a list. */
export const keyOf = (entry: Entry): string => ('said' in entry ? entry.said.id : entry.notice.id);
