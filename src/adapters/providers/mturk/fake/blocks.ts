import { z } from 'zod';
import { requestError } from './errors.ts';
import { type Operation, operation } from './operation.ts';
import { pageFrom } from './paging.ts';
import * as shapes from './shapes.ts';
import { isIndexed } from './state.ts';

const maxBlocks = 100_000;

export const blockOperations: Record<string, Operation> = {
  CreateWorkerBlock: operation(
    z.strictObject({ WorkerId: shapes.CustomerId, Reason: z.string().min(1) }),
    shapes.Nothing,
    (mturk, { WorkerId, Reason }) => {
      const before = mturk.blocks.get(WorkerId);
      if (!before && mturk.blocks.size >= maxBlocks) throw requestError(`There can be at most ${maxBlocks} blocks.`);
      const { seq, createdMs } = before ?? { seq: mturk.nextSeq(), createdMs: mturk.clock.now() };
      mturk.blocks.set(WorkerId, { seq, createdMs, workerId: WorkerId, reason: Reason });
      return {};
    },
  ),
  DeleteWorkerBlock: operation(
    z.strictObject({ WorkerId: z.string(), Reason: z.string().optional() }),
    shapes.Nothing,
    (mturk, { WorkerId }) => {
      // Seen from the service itself, instead of the general form of a malformed value.
      if (!shapes.CustomerId.safeParse(WorkerId).success) throw requestError('WorkerId is invalid.');
      mturk.blocks.delete(WorkerId);
      return {};
    },
  ),
  ListWorkerBlocks: operation(
    z.strictObject(shapes.paging),
    shapes.pageOf('WorkerBlocks', shapes.WorkerBlock),
    (mturk, query) => {
      const found = [...mturk.blocks.values()].filter(({ createdMs }) => isIndexed(mturk, createdMs));
      const { items, next } = pageFrom('WorkerBlocks', found, query);
      return { ...next, WorkerBlocks: items.map(({ workerId, reason }) => ({ WorkerId: workerId, Reason: reason })) };
    },
  ),
};
