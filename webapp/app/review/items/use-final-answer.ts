import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../../src/api/client.ts';
import { adjudicate, type Item, withdrawAdjudication } from '../../../../src/api/queue.ts';
import { send } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';

/** A final answer that would take the place of another one, and the sentence that says so. */
type Replacing = { answer: unknown; note?: string; sentence: string };

/** Settles the final answer to an item and takes it back; `replacing` is one that waits until somebody confirms it. */
export function useFinalAnswer({ assignment, adjudicated }: Item, onResolved: () => void) {
  const queryClient = useQueryClient();
  const [replacing, setReplacing] = useState<Replacing>();

  async function resolve(answer: unknown, note?: string, over?: true) {
    setReplacing(undefined);
    try {
      await send(adjudicate, { params: { assignment }, body: { answer, note, over } });
      const target = `the final answer to ${assignment}`;
      notify(`Final answer saved for ${assignment}.`, {
        about: target,
        action: { text: 'Undo', target, do: () => void takeBack(adjudicated) },
      });
      onResolved();
    } catch (error) {
      const isDecided = error instanceof ApiError && error.code === 'assignment/adjudicated';
      if (isDecided) setReplacing({ answer, note, sentence: error.message });
      else notifyFault(error);
    }
    await refresh(queryClient);
  }

  /** Puts a former final answer back, or withdraws the present one. */
  async function takeBack(former: Item['adjudicated'] = null) {
    const about = `the final answer to ${assignment}`;
    try {
      if (former) {
        const { answer, note } = former;
        await send(adjudicate, { params: { assignment }, body: { answer, note: note ?? undefined, over: true } });
        notify(`The final answer to ${assignment} is what it was before.`, { about });
      } else {
        await send(withdrawAdjudication, { params: { assignment }, body: {} });
        notify(`The final answer to ${assignment} is withdrawn.`, { about });
      }
    } catch (error) {
      notifyFault(error);
    }
    await refresh(queryClient);
  }

  return { resolve, takeBack, replacing, keepOther: () => setReplacing(undefined) };
}
