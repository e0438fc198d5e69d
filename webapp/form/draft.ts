import type { Answers } from './answers.ts';

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (page: string) => `manyhands.draft.${page}`;

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
    keep: (page: string, answers: Answers) => tried((storage) => storage.setItem(keyOf(page), JSON.stringify(answers))),
    find: (page: string): Answers => {
      const found = tried((storage): unknown => JSON.parse(storage.getItem(keyOf(page)) ?? '{}'));
      return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Answers) : {};
    },
    forget: (page: string) => tried((storage) => storage.removeItem(keyOf(page))),
  };
}
