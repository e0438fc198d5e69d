import { z } from 'zod';
import { assignmentNamed } from './assignments.ts';
import { bonusFeeCents, pay, requireFunds } from './balance.ts';
import { requestError } from './errors.ts';
import { hitNamed } from './hit-life.ts';
import { centsOf, dollarsOf } from './money.ts';
import { type Operation, operation } from './operation.ts';
import { pageFrom } from './paging.ts';
import * as shapes from './shapes.ts';
import { isIndexed, secondsOf } from './state.ts';
import { rememberToken, requireNewToken } from './tokens.ts';

export const bonusOperations: Record<string, Operation> = {
  SendBonus: operation(
    z.strictObject({
      WorkerId: shapes.CustomerId,
      BonusAmount: shapes.CurrencyAmount,
      AssignmentId: shapes.EntityId,
      Reason: z.string().min(1),
      UniqueRequestToken: shapes.IdempotencyToken.optional(),
    }),
    shapes.Nothing,
    (mturk, { WorkerId, BonusAmount, AssignmentId, Reason, UniqueRequestToken }) => {
      requireNewToken(mturk, 'bonus', UniqueRequestToken);
      const assignment = assignmentNamed(mturk, AssignmentId);
      if (assignment.workerId !== WorkerId)
        throw requestError(`Worker ${WorkerId} did not do the assignment ${AssignmentId}.`);
      if (assignment.state === 'Accepted')
        throw requestError(
          'This operation can be called with a status of: Reviewable,Approved,Rejected',
          'InvalidAssignmentState',
        );
      const cents = centsOf(BonusAmount);
      if (cents === 0) throw requestError('BonusAmount must be at least 0.01.');
      requireFunds(mturk, cents + bonusFeeCents(cents));
      pay(mturk, assignment, 'bonus', cents);
      mturk.bonuses.push({
        seq: mturk.nextSeq(),
        workerId: WorkerId,
        assignmentId: AssignmentId,
        hitId: assignment.hit.id,
        cents,
        reason: Reason,
        paidMs: mturk.clock.now(),
      });
      rememberToken(mturk, 'bonus', UniqueRequestToken, AssignmentId);
      return {};
    },
  ),
  ListBonusPayments: operation(
    z.strictObject({ HITId: shapes.EntityId.optional(), AssignmentId: shapes.EntityId.optional(), ...shapes.paging }),
    shapes.pageOf('BonusPayments', shapes.BonusPayment),
    (mturk, query) => {
      const { HITId, AssignmentId } = query;
      if ((HITId === undefined) === (AssignmentId === undefined))
        throw requestError('Either HITId or AssignmentId must be given, and not both.');
      if (HITId !== undefined) hitNamed(mturk, HITId);
      if (AssignmentId !== undefined) assignmentNamed(mturk, AssignmentId);
      const found = mturk.bonuses.filter(
        ({ hitId, assignmentId, paidMs }) =>
          (hitId === HITId || assignmentId === AssignmentId) && isIndexed(mturk, paidMs),
      );
      const { items, next } = pageFrom('BonusPayments', found, query);
      const payments = items.map(({ workerId, cents, assignmentId, reason, paidMs }) => ({
        WorkerId: workerId,
        BonusAmount: dollarsOf(cents),
        AssignmentId: assignmentId,
        Reason: reason,
        GrantTime: secondsOf(paidMs),
      }));
      return { ...next, BonusPayments: payments };
    },
  ),
};
