import { z } from 'zod';
import { email } from './emails.ts';
import { requestError } from './errors.ts';
import { type Operation, operation } from './operation.ts';
import { pageFrom } from './paging.ts';
import { qualificationTypeNamed, requireActive } from './qualification-types.ts';
import * as shapes from './shapes.ts';
import { type Grant, type Mturk, type QualificationRequestRow, secondsOf } from './state.ts';

/** Grants a qualification to a worker, or gives them another value of it. */
export function grant(mturk: Mturk, typeId: string, workerId: string, value: number | undefined): void {
  const key = `${typeId} ${workerId}`;
  const seq = mturk.grants.get(key)?.seq ?? mturk.nextSeq();
  const row: Grant = { seq, typeId, workerId, grantedMs: mturk.clock.now(), status: 'Granted' };
  mturk.grants.set(key, value === undefined ? row : { ...row, value });
}

const grantShape = ({ typeId, workerId, grantedMs, value, status }: Grant) => ({
  QualificationTypeId: typeId,
  WorkerId: workerId,
  GrantTime: secondsOf(grantedMs),
  ...(value === undefined ? {} : { IntegerValue: value }),
  Status: status,
});

function grantOf(mturk: Mturk, typeId: string, workerId: string): Grant {
  qualificationTypeNamed(mturk, typeId);
  const found = mturk.grants.get(`${typeId} ${workerId}`);
  if (!found) throw requestError('You requested a Qualification that does not exist.', 'QualificationDoesNotExist');
  if (found.status !== 'Granted')
    throw requestError('This operation can be called with a status of: Granted', 'InvalidQualificationState');
  return found;
}

function takeRequest(mturk: Mturk, id: string): QualificationRequestRow {
  const found = mturk.qualificationRequests.get(id);
  if (!found) throw requestError(`QualificationRequest ${id} does not exist.`, 'QualificationRequestDoesNotExist');
  mturk.qualificationRequests.delete(id);
  return found;
}

/** A worker asks for a qualification: it is granted at once, or waits for the requester. */
export function requestQualification(mturk: Mturk, workerId: string, typeId: string, answer?: string): void {
  const type = qualificationTypeNamed(mturk, typeId);
  requireActive(type);
  if (type.isAutoGranted) {
    grant(mturk, typeId, workerId, type.autoGrantedValue ?? 1);
    return;
  }
  const id = mturk.newId();
  const row = { seq: mturk.nextSeq(), id, typeId, workerId, submittedMs: mturk.clock.now() };
  mturk.qualificationRequests.set(id, answer === undefined ? row : { ...row, answer });
}

const TypeAndWorker = { QualificationTypeId: shapes.EntityId, WorkerId: shapes.CustomerId };

const grants: Record<string, Operation> = {
  AssociateQualificationWithWorker: operation(
    z.strictObject({ ...TypeAndWorker, IntegerValue: z.int().optional(), SendNotification: z.boolean().optional() }),
    shapes.Nothing,
    (mturk, { QualificationTypeId, WorkerId, IntegerValue = 1, SendNotification = true }) => {
      const type = qualificationTypeNamed(mturk, QualificationTypeId);
      requireActive(type);
      grant(mturk, QualificationTypeId, WorkerId, IntegerValue);
      if (SendNotification) email(mturk, WorkerId, 'You have a new qualification', type.name);
      return {};
    },
  ),
  DisassociateQualificationFromWorker: operation(
    z.strictObject({ ...TypeAndWorker, Reason: z.string().optional() }),
    shapes.Nothing,
    (mturk, { QualificationTypeId, WorkerId }) => {
      grantOf(mturk, QualificationTypeId, WorkerId).status = 'Revoked';
      return {};
    },
  ),
  GetQualificationScore: operation(
    z.strictObject(TypeAndWorker),
    z.strictObject({ Qualification: shapes.Qualification }),
    (mturk, { QualificationTypeId, WorkerId }) => ({
      Qualification: grantShape(grantOf(mturk, QualificationTypeId, WorkerId)),
    }),
  ),
  ListWorkersWithQualificationType: operation(
    z.strictObject({
      QualificationTypeId: shapes.EntityId,
      Status: shapes.QualificationStatus.optional(),
      ...shapes.paging,
    }),
    shapes.pageOf('Qualifications', shapes.Qualification),
    (mturk, query) => {
      qualificationTypeNamed(mturk, query.QualificationTypeId);
      const found = [...mturk.grants.values()].filter(
        ({ typeId, status }) => typeId === query.QualificationTypeId && status === (query.Status ?? 'Granted'),
      );
      const { items, next } = pageFrom('Qualifications', found, query);
      return { ...next, Qualifications: items.map(grantShape) };
    },
  ),
};

const requests: Record<string, Operation> = {
  AcceptQualificationRequest: operation(
    z.strictObject({ QualificationRequestId: z.string(), IntegerValue: z.int().optional() }),
    shapes.Nothing,
    (mturk, { QualificationRequestId, IntegerValue = 1 }) => {
      const { typeId, workerId } = takeRequest(mturk, QualificationRequestId);
      grant(mturk, typeId, workerId, IntegerValue);
      return {};
    },
  ),
  RejectQualificationRequest: operation(
    z.strictObject({ QualificationRequestId: z.string(), Reason: z.string().optional() }),
    shapes.Nothing,
    (mturk, { QualificationRequestId }) => {
      takeRequest(mturk, QualificationRequestId);
      return {};
    },
  ),
  ListQualificationRequests: operation(
    z.strictObject({ QualificationTypeId: shapes.EntityId.optional(), ...shapes.paging }),
    shapes.pageOf('QualificationRequests', shapes.QualificationRequest),
    (mturk, query) => {
      const { QualificationTypeId: typeId } = query;
      if (typeId !== undefined) qualificationTypeNamed(mturk, typeId);
      const found = [...mturk.qualificationRequests.values()].filter(
        (one) => typeId === undefined || one.typeId === typeId,
      );
      const { items, next } = pageFrom('QualificationRequests', found, query);
      const shown = items.map((one) => ({
        QualificationRequestId: one.id,
        QualificationTypeId: one.typeId,
        WorkerId: one.workerId,
        Test: mturk.qualificationTypes.get(one.typeId)?.test,
        Answer: one.answer,
        SubmitTime: secondsOf(one.submittedMs),
      }));
      return { ...next, QualificationRequests: shown };
    },
  ),
};

export const qualificationOperations = { ...grants, ...requests };
