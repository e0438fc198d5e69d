import type { AnyNewFact } from '../events/catalog.ts';

/** A file of items that was added to the open run, and how many of them have become assignments. */
export type Addition = { sha256: string; items: number; made: number; onlyNew?: boolean };

/** The files of items that were added to a run since its launch, in order. */
export type Additions = Addition[];

/** The addition whose items are not all there yet; there is at most one. */
export const unfinishedAddition = ({ additions }: { additions: Additions }): Addition | undefined =>
  additions.find(({ items, made }) => made < items);

/** How many assignments come from files that were added, and not from the data of the launch. */
export const addedAssignments = ({ additions }: { additions: Additions }): number =>
  additions.reduce((sum, { made }) => sum + made, 0);

/** Notes an added file, or one of its items. */
export function noteAddedData(additions: Additions, fact: AnyNewFact): void {
  if (fact.type === 'task-run.data-added') {
    const { sha256, items, onlyNew } = fact.data;
    additions.push({ sha256, items, made: 0, ...(onlyNew ? { onlyNew } : {}) });
  } else if (fact.type === 'assignment.created' && fact.data.addition !== undefined) {
    const addition = additions[fact.data.addition - 1];
    if (addition) addition.made++;
  }
}
