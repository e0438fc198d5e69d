import type { ReadModel } from '../read-model/read-model.ts';

/** How long a reader waits for the read model to have seen what they refer to, in ms. */
const patienceMs = 30_000;

/** Waits until the rows show this sequence of the log. */
export const caughtUp = (readModel: ReadModel, after: number): Promise<void> => readModel.reached(after, patienceMs);
