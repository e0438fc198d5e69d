import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../../src/api/client.ts';
import { adjudicate, type Item, withdrawAdjudication } from '../../../../src/api/queue.ts';
import { send } from '../../data/api.ts';
import { useAuthor } from '../../data/current-user.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';

/** A final answer that would take the place of another one, and the sentence that says so. */
type Replacing = { answer: unknown; note?: string; sentence: string };

type Seen = { answer: unknown; by: string };

const decidedByOthers: ReadonlySet<string> = new Set(['assignment/adjudicated', 'assignment/adjudicated-anew']);

const seenOf = ({ answer, by }: Seen): Seen => ({ answer, by });

/** Settles the final answer to an item and takes it back; `replacing` is one that waits until somebody confirms it. */
export function useFinalAnswer({ assignment, adjudicated }: Item, onResolved: () => void) {
  const queryClient = useQueryClient();
  const me = useAuthor();
  const [replacing, setReplacing] = useState<Replacing>();

  async function resolve(answer: unknown, note?: string, over?: true) {
    setReplacing(undefined);
    try {
      await send(adjudicate, {
        params: { assignment },
        body: { answer, note, over, seen: over && adjudicated ? seenOf(adjudicated) : undefined },
      });
      const target = `the final answer to ${assignment}`;
      notify(`Final answer saved for ${assignment}.`, {
        about: target,
        action: { text: 'Undo', target, do: () => void takeBack({ answer, by: me }, adjudicated) },
      });
      onResolved();
    } catch (error) {
      if (error instanceof ApiError && decidedByOthers.has(error.code))
        setReplacing({ answer, note, sentence: error.message });
      else notifyFault(error);
    }
    await refresh(queryClient);
  }

  /** Puts a former final answer in the place of the one that is meant, or withdraws it; one that was settled since stays. */
  async function takeBack(meant: Seen, former: Item['adjudicated'] = null) {
    const about = `the final answer to ${assignment}`;
    try {
      if (former) {
        const { answer, note } = former;
        const body = { answer, note: note ?? undefined, over: true, seen: meant };
        await send(adjudicate, { params: { assignment }, body });
        notify(`The final answer to ${assignment} is what it was before.`, { about });
      } else {
        await send(withdrawAdjudication, { params: { assignment }, body: { seen: meant } });
        notify(`The final answer to ${assignment} is withdrawn.`, { about });
      }
    } catch (error) {
      notifyFault(error);
    }
    await refresh(queryClient);
  }

  const withdraw = () => adjudicated && takeBack(seenOf(adjudicated));
  return { resolve, withdraw, replacing, keepOther: () => setReplacing(undefined) };
}
