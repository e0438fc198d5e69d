import { assignmentOperations } from './assignments.ts';
import { balanceOperations } from './balance.ts';
import { blockOperations } from './blocks.ts';
import { bonusOperations } from './bonuses.ts';
import { emailOperations } from './emails.ts';
import { hitTypeOperations } from './hit-types.ts';
import { hitOperations } from './hits.ts';
import { notificationOperations } from './notifications.ts';
import type { Operation } from './operation.ts';
import { qualificationTypeOperations } from './qualification-types.ts';
import { qualificationOperations } from './qualifications.ts';

/** Every operation of the API by its name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    ...hitTypeOperations,
    ...hitOperations,
    ...assignmentOperations,
    ...bonusOperations,
    ...qualificationTypeOperations,
    ...qualificationOperations,
    ...blockOperations,
    ...emailOperations,
    ...balanceOperations,
    ...notificationOperations,
  }),
);
