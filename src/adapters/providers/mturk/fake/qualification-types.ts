import { z } from 'zod';
import { requestError } from './errors.ts';
import { type Operation, operation } from './operation.ts';
import { pageFrom } from './paging.ts';
import * as shapes from './shapes.ts';
import { isIndexed, type Mturk, type QualificationTypeRow, secondsOf } from './state.ts';
import { systemTypes } from './system-qualifications.ts';

/** How long the name of a deleted qualification type cannot be used again. */
const nameRestMs = 48 * 3_600_000;

/** The own qualification type of an id; refuses one that there is not. */
export function qualificationTypeNamed(mturk: Mturk, id: string): QualificationTypeRow {
  const row = mturk.qualificationTypes.get(id);
  if (!row || row.isDeleted)
    throw requestError(`QualificationType ${id} does not exist.`, 'QualificationTypeDoesNotExist');
  return row;
}

/** Refuses what needs an active qualification type. */
export function requireActive({ status }: QualificationTypeRow): void {
  if (status === 'Active') return;
  throw requestError('This operation can be called with a status of: Active', 'InvalidQualificationTypeState');
}

const changeable = {
  RetryDelayInSeconds: z.int().min(0).optional(),
  Test: z.string().optional(),
  AnswerKey: z.string().optional(),
  TestDurationInSeconds: z.int().min(1).optional(),
  AutoGranted: z.boolean().optional(),
  AutoGrantedValue: z.int().optional(),
};
type Changeable = z.output<z.ZodObject<typeof changeable>>;

/** A type with a test is granted by its score, so that it cannot be granted without it. */
function requireTest({ Test, TestDurationInSeconds, AnswerKey, AutoGranted }: Changeable): void {
  if (Test !== undefined && TestDurationInSeconds === undefined)
    throw requestError('TestDurationInSeconds must be given with Test.');
  if (AnswerKey !== undefined && Test === undefined) throw requestError('AnswerKey needs a Test.');
  if (Test !== undefined && AutoGranted) throw requestError('A QualificationType with a Test cannot be AutoGranted.');
}

const changesOf = (input: Changeable) => ({
  ...(input.Test === undefined ? {} : { test: input.Test }),
  ...(input.TestDurationInSeconds === undefined ? {} : { testSeconds: input.TestDurationInSeconds }),
  ...(input.AnswerKey === undefined ? {} : { answerKey: input.AnswerKey }),
  ...(input.RetryDelayInSeconds === undefined ? {} : { retrySeconds: input.RetryDelayInSeconds }),
  ...(input.AutoGranted === undefined ? {} : { isAutoGranted: input.AutoGranted }),
  ...(input.AutoGrantedValue === undefined ? {} : { autoGrantedValue: input.AutoGrantedValue }),
});

function requireFreeName(mturk: Mturk, name: string): void {
  const isTaken =
    [...mturk.qualificationTypes.values()].some(
      (row) => row.name === name && (!row.isDeleted || isInUse(mturk, row)),
    ) || (mturk.blockedNames.get(name) ?? 0) > mturk.clock.now();
  if (isTaken)
    throw requestError(
      'You have already created a QualificationType with this name.',
      'QualificationTypeAlreadyExists',
    );
}

/** A deleted type lasts as long as there are HITs that ask for it. */
const isInUse = (mturk: Mturk, { id }: QualificationTypeRow) =>
  [...mturk.hits.values()].some(
    (hit) => !hit.isDisposed && hit.type.requirements.some((one) => one.QualificationTypeId === id),
  );

const rowShape = (row: QualificationTypeRow) => ({
  QualificationTypeId: row.id,
  CreationTime: secondsOf(row.createdMs),
  Name: row.name,
  Description: row.description,
  Keywords: row.keywords,
  QualificationTypeStatus: row.status,
  Test: row.test,
  TestDurationInSeconds: row.testSeconds,
  AnswerKey: row.answerKey,
  RetryDelayInSeconds: row.retrySeconds,
  IsRequestable: true,
  AutoGranted: row.isAutoGranted,
  AutoGrantedValue: row.isAutoGranted ? (row.autoGrantedValue ?? 1) : undefined,
});

const systemRows = Object.entries(systemTypes).map(([id, name], index) => ({
  seq: index - Object.keys(systemTypes).length,
  name,
  shape: {
    QualificationTypeId: id,
    CreationTime: 0,
    Name: name,
    Description: name,
    QualificationTypeStatus: 'Active' as const,
    IsRequestable: false,
    AutoGranted: false,
  },
}));

const Output = z.strictObject({ QualificationType: shapes.QualificationType });

export const qualificationTypeOperations: Record<string, Operation> = {
  CreateQualificationType: operation(
    z.strictObject({
      Name: z.string().min(1).max(200),
      Keywords: z.string().max(1000).optional(),
      Description: z.string().min(1).max(2000),
      QualificationTypeStatus: shapes.QualificationTypeStatus,
      ...changeable,
    }),
    Output,
    (mturk, input) => {
      requireFreeName(mturk, input.Name);
      requireTest(input);
      const row: QualificationTypeRow = {
        seq: mturk.nextSeq(),
        id: mturk.newId(),
        createdMs: mturk.clock.now(),
        name: input.Name,
        description: input.Description,
        ...(input.Keywords === undefined ? {} : { keywords: input.Keywords }),
        status: input.QualificationTypeStatus,
        isAutoGranted: false,
        isDeleted: false,
        ...changesOf(input),
      };
      mturk.qualificationTypes.set(row.id, row);
      return { QualificationType: rowShape(row) };
    },
  ),
  UpdateQualificationType: operation(
    z.strictObject({
      QualificationTypeId: shapes.EntityId,
      Description: z.string().min(1).max(2000).optional(),
      QualificationTypeStatus: shapes.QualificationTypeStatus.optional(),
      ...changeable,
    }),
    Output,
    (mturk, input) => {
      const row = qualificationTypeNamed(mturk, input.QualificationTypeId);
      requireTest(input);
      Object.assign(row, changesOf(input));
      row.description = input.Description ?? row.description;
      row.status = input.QualificationTypeStatus ?? row.status;
      return { QualificationType: rowShape(row) };
    },
  ),
  DeleteQualificationType: operation(
    z.strictObject({ QualificationTypeId: shapes.EntityId }),
    shapes.Nothing,
    (mturk, { QualificationTypeId }) => {
      const row = qualificationTypeNamed(mturk, QualificationTypeId);
      row.isDeleted = true;
      mturk.blockedNames.set(row.name, mturk.clock.now() + nameRestMs);
      return {};
    },
  ),
  GetQualificationType: operation(
    z.strictObject({ QualificationTypeId: shapes.EntityId }),
    Output,
    (mturk, { QualificationTypeId }) => {
      const system = systemRows.find(({ shape }) => shape.QualificationTypeId === QualificationTypeId);
      return { QualificationType: system?.shape ?? rowShape(qualificationTypeNamed(mturk, QualificationTypeId)) };
    },
  ),
  ListQualificationTypes: operation(
    z.strictObject({
      Query: z.string().optional(),
      MustBeRequestable: z.boolean(),
      MustBeOwnedByCaller: z.boolean().optional(),
      ...shapes.paging,
    }),
    shapes.pageOf('QualificationTypes', shapes.QualificationType),
    (mturk, query) => {
      const own = [...mturk.qualificationTypes.values()]
        .filter((row) => !row.isDeleted && isIndexed(mturk, row.createdMs))
        .map((row) => ({ seq: row.seq, name: row.name, shape: rowShape(row) }));
      const all = query.MustBeOwnedByCaller || query.MustBeRequestable ? own : [...systemRows, ...own];
      const wanted = query.Query?.toLowerCase() ?? '';
      const found = all.filter(({ name }) => name.toLowerCase().includes(wanted));
      const { items, next } = pageFrom('QualificationTypes', found, query);
      return { ...next, QualificationTypes: items.map(({ shape }) => shape) };
    },
  ),
};
