import type { AnyNewFact } from '../events/catalog.ts';

/** What a file of items is known by: its bytes, and how they are read. */
export type AddedFile = { sha256: string; format?: string };

/** A file of items that was added to the open run, how many it adds, and how many of these have become assignments. */
export type Addition = AddedFile & { items: number; made: number; existing?: number; onlyNew?: boolean };

/** The files of items that were added to a run since its launch, in order. */
export type Additions = Addition[];

/** Whether an addition is of this file; one without a recorded format is, however the bytes are read. */
export const isOfFile = (addition: Addition, { sha256, format }: AddedFile): boolean =>
  addition.sha256 === sha256 && (addition.format === undefined || addition.format === format);

/** The addition whose items are not all there yet; there is at most one. */
export const unfinishedAddition = ({ additions }: { additions: Additions }): Addition | undefined =>
  additions.find(({ items, made }) => made < items);

/** How many assignments come from files that were added, and not from the data of the launch. */
export const addedAssignments = ({ additions }: { additions: Additions }): number =>
  additions.reduce((sum, { made }) => sum + made, 0);

/** Notes an added file, or one of its items. */
export function noteAddedData(additions: Additions, fact: AnyNewFact): void {
  if (fact.type === 'task-run.data-added') {
    const { runId: _run, reason: _reason, ...addition } = fact.data;
    additions.push({ ...addition, made: 0 });
  } else if (fact.type === 'assignment.created' && fact.data.addition !== undefined) {
    const addition = additions[fact.data.addition - 1];
    if (addition) addition.made++;
  }
}
