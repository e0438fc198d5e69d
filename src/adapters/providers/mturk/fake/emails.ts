import { z } from 'zod';
import { type Operation, operation } from './operation.ts';
import { CustomerId } from './shapes.ts';
import type { Mturk } from './state.ts';

/** Writes to a worker. */
export const email = (mturk: Mturk, workerId: string, subject: string, text: string) =>
  void mturk.emails.push({ at: mturk.clock.now(), workerId, subject, text });

/** MTurk writes only to those whose work was approved or rejected before. */
const isKnown = (mturk: Mturk, workerId: string) =>
  [...mturk.assignments.values()].some(
    (one) => one.workerId === workerId && (one.state === 'Approved' || one.state === 'Rejected'),
  );

export const emailOperations: Record<string, Operation> = {
  NotifyWorkers: operation(
    z.strictObject({
      Subject: z.string().min(1).max(200),
      MessageText: z.string().min(1).max(4096),
      WorkerIds: z.array(CustomerId).min(1).max(100),
    }),
    z.strictObject({
      NotifyWorkersFailureStatuses: z.array(
        z.strictObject({
          NotifyWorkersFailureCode: z.enum(['SoftFailure', 'HardFailure']),
          NotifyWorkersFailureMessage: z.string(),
          WorkerId: CustomerId,
        }),
      ),
    }),
    (mturk, { Subject, MessageText, WorkerIds }) => {
      const strangers = WorkerIds.filter((id) => !isKnown(mturk, id));
      for (const id of WorkerIds) if (!strangers.includes(id)) email(mturk, id, Subject, MessageText);
      return {
        NotifyWorkersFailureStatuses: strangers.map((id) => ({
          NotifyWorkersFailureCode: 'HardFailure' as const,
          NotifyWorkersFailureMessage: 'You have not reviewed work of this Worker before.',
          WorkerId: id,
        })),
      };
    },
  ),
};
