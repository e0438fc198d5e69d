type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Where the draft of a unit, or of a page of a training, is kept in the browser. */
export const draftKeyOf = (page: string): string => `manyhands.draft.${page}`;

/** What was entered so far, by name, and when it was last changed, in ms since 1970. */
export type Draft<Entered = Record<string, unknown>> = { answers: Entered; at: number };

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A draft as the browser or the server has it; undefined if it is something else. */
export function draftFrom(answers: unknown, at: unknown): Draft | undefined {
  return isMap(answers) && typeof at === 'number' ? { answers, at } : undefined;
}

/** The newer of two drafts; that of the browser if neither is newer. */
export const newerOf = (ofBrowser?: Draft, ofServer?: Draft): Draft | undefined =>
  ofBrowser && ofServer ? (ofServer.at > ofBrowser.at ? ofServer : ofBrowser) : (ofBrowser ?? ofServer);

/** Answers that were not submitted yet, kept in the browser for each unit and each page of a training, so that a reload or another tab continues. */
export function draftsIn(place: () => Place) {
  // A browser may forbid storage, or have it full; then a draft lasts as long as the page.
  const tried = <Result>(touch: (place: Place) => Result): Result | undefined => {
    try {
      return touch(place());
    } catch {
      return undefined;
    }
  };
  return {
    keep: (page: string, draft: Draft) => tried((storage) => storage.setItem(draftKeyOf(page), JSON.stringify(draft))),
    find: (page: string): Draft | undefined => {
      const found = tried((storage): unknown => JSON.parse(storage.getItem(draftKeyOf(page)) ?? 'null'));
      return isMap(found) ? draftFrom(found.answers, found.at) : undefined;
    },
    forget: (page: string) => tried((storage) => storage.removeItem(draftKeyOf(page))),
  };
}
