import { z } from 'zod';
import { costCents, requireFunds } from './balance.ts';
import { requestError } from './errors.ts';
import {
  addedHoldCents,
  afterChange,
  countsOf,
  dispose,
  hitNamed,
  hitShape,
  requireStatus,
  scheduleExpiry,
  statusOf,
  wrongStatus,
} from './hit-life.ts';
import { Duration, hitTypeMembers, typeNamed, typeWith } from './hit-types.ts';
import { notify } from './notifications.ts';
import { type Operation, operation } from './operation.ts';
import { pageFrom } from './paging.ts';
import { requireQuestion } from './question.ts';
import * as shapes from './shapes.ts';
import { type Hit, type HitType, isIndexed, type Mturk } from './state.ts';
import { expirationToken, rememberToken, requireNewToken } from './tokens.ts';

const maxQuestionBytes = 65_535;

const hitMembers = {
  MaxAssignments: z.int().min(1).max(1_000_000_000).optional(),
  LifetimeInSeconds: Duration,
  Question: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= maxQuestionBytes, {
      error: `Member must have length less than or equal to ${maxQuestionBytes}`,
    })
    .optional(),
  RequesterAnnotation: z.string().max(255).optional(),
  UniqueRequestToken: shapes.IdempotencyToken.optional(),
  AssignmentReviewPolicy: shapes.ReviewPolicy.optional(),
  HITReviewPolicy: shapes.ReviewPolicy.optional(),
  HITLayoutId: shapes.EntityId.optional(),
  HITLayoutParameters: z.array(shapes.HITLayoutParameter).optional(),
};
const HitInput = z.strictObject(hitMembers);
const HitOutput = z.strictObject({ HIT: shapes.HIT });
const HitId = z.strictObject({ HITId: shapes.EntityId });
const HitPage = shapes.pageOf('HITs', shapes.HIT);

function createHit(mturk: Mturk, typeOf: () => HitType, input: z.output<typeof HitInput>) {
  requireNewToken(mturk, 'hit', input.UniqueRequestToken);
  const question = questionOf(mturk, input);
  const type = typeOf();
  const createdMs = mturk.clock.now();
  const maxAssignments = input.MaxAssignments ?? 1;
  requireFunds(mturk, costCents(mturk, { type, maxAssignments }) * maxAssignments);
  const hit: Hit = {
    seq: mturk.nextSeq(),
    id: mturk.newId(),
    type,
    createdMs,
    expiresMs: createdMs + input.LifetimeInSeconds * 1000,
    maxAssignments,
    question,
    ...(input.RequesterAnnotation === undefined ? {} : { annotation: input.RequesterAnnotation }),
    policies: { assignment: input.AssignmentReviewPolicy, hit: input.HITReviewPolicy },
    assignments: new Set(),
    isReviewing: false,
    isExpiryTold: false,
    isDisposed: false,
    lastStatus: 'Assignable',
    cancelExpiry: () => {},
    cancelDisposal: () => {},
  };
  mturk.hits.set(hit.id, hit);
  rememberToken(mturk, 'hit', input.UniqueRequestToken, hit.id);
  notify(mturk, { type: 'HITCreated', hit });
  afterChange(mturk, hit);
  scheduleExpiry(mturk, hit);
  return { HIT: hitShape(mturk, hit) };
}

/** There are no layouts here, as they can only be made on the site of MTurk. */
function questionOf(mturk: Mturk, { Question, HITLayoutId }: z.output<typeof HitInput>): string {
  if (HITLayoutId !== undefined && Question !== undefined)
    throw requestError('Question and HITLayoutId cannot be given together.');
  if (HITLayoutId !== undefined) throw requestError(`HITLayout ${HITLayoutId} does not exist.`);
  if (Question === undefined) throw requestError('Either Question or HITLayoutId must be given.');
  requireQuestion(Question, mturk.insecureHosts);
  return Question;
}

function listHits(
  mturk: Mturk,
  query: { NextToken?: string | undefined; MaxResults?: number | undefined },
  isWanted: (hit: Hit) => boolean = () => true,
) {
  const hits = [...mturk.hits.values()].filter(
    (hit) => !hit.isDisposed && isIndexed(mturk, hit.createdMs) && isWanted(hit),
  );
  const { items, next } = pageFrom('HITs', hits, query, { isNewestFirst: true });
  return { ...next, HITs: items.map((hit) => hitShape(mturk, hit)) };
}

function expire(mturk: Mturk, { HITId, ExpireAt }: { HITId: string; ExpireAt: number }) {
  const hit = hitNamed(mturk, HITId);
  const expiresMs = Math.round(ExpireAt * 1000);
  const token = expirationToken(HITId, expiresMs);
  requireNewToken(mturk, 'expiration', token);
  requireStatus(mturk, hit, ['Assignable', 'Unassignable', 'Reviewable', 'Reviewing']);
  requireFunds(mturk, Math.max(0, addedHoldCents(mturk, hit, { expiresMs })));
  const isExtended = expiresMs > hit.expiresMs;
  hit.expiresMs = expiresMs;
  rememberToken(mturk, 'expiration', token, HITId);
  if (isExtended) notify(mturk, { type: 'HITExtended', hit });
  scheduleExpiry(mturk, hit);
  afterChange(mturk, hit);
  return {};
}

/** HITs of fewer assignments than this cannot be extended to so many: their fee would change. */
const surchargeFrom = 10;

function addAssignments(mturk: Mturk, hit: Hit, added: number, token: string | undefined) {
  requireNewToken(mturk, 'additional-assignments', token);
  requireStatus(mturk, hit, ['Assignable', 'Unassignable', 'Reviewable', 'Reviewing']);
  const maxAssignments = hit.maxAssignments + added;
  if (hit.maxAssignments < surchargeFrom && maxAssignments >= surchargeFrom)
    throw requestError(
      `A HIT created with fewer than ${surchargeFrom} assignments cannot be extended to ${surchargeFrom} or more.`,
      'InvalidMaximumAssignmentsIncrease',
    );
  requireFunds(mturk, Math.max(0, addedHoldCents(mturk, hit, { maxAssignments })));
  hit.maxAssignments = maxAssignments;
  rememberToken(mturk, 'additional-assignments', token, hit.id);
  notify(mturk, { type: 'HITExtended', hit });
  afterChange(mturk, hit);
  return {};
}

function deleteHit(mturk: Mturk, hit: Hit) {
  const allowed = ['Reviewing', 'Reviewable'] as const;
  requireStatus(mturk, hit, allowed);
  if (countsOf(hit).submitted > 0) throw wrongStatus(mturk, hit, allowed);
  dispose(mturk, hit);
  return {};
}

function setReviewing(mturk: Mturk, hit: Hit, isReviewing: boolean) {
  requireStatus(mturk, hit, [isReviewing ? 'Reviewable' : 'Reviewing']);
  hit.isReviewing = isReviewing;
  afterChange(mturk, hit);
  return {};
}

function changeType(mturk: Mturk, hit: Hit, type: HitType) {
  requireStatus(mturk, hit, ['Assignable', 'Unassignable', 'Reviewable', 'Reviewing']);
  requireFunds(mturk, Math.max(0, addedHoldCents(mturk, hit, { type })));
  hit.type = type;
  afterChange(mturk, hit);
  return {};
}

const changes: Record<string, Operation> = {
  CreateHIT: operation(z.strictObject({ ...hitTypeMembers, ...hitMembers }), HitOutput, (mturk, input) =>
    createHit(mturk, () => typeWith(mturk, input), input),
  ),
  CreateHITWithHITType: operation(
    z.strictObject({ HITTypeId: shapes.EntityId, ...hitMembers }),
    HitOutput,
    (mturk, input) => createHit(mturk, () => typeNamed(mturk, input.HITTypeId), input),
  ),
  CreateAdditionalAssignmentsForHIT: operation(
    z.strictObject({
      HITId: shapes.EntityId,
      NumberOfAdditionalAssignments: z.int().min(1).max(1_000_000_000),
      UniqueRequestToken: shapes.IdempotencyToken.optional(),
    }),
    shapes.Nothing,
    (mturk, { HITId, NumberOfAdditionalAssignments, UniqueRequestToken }) =>
      addAssignments(mturk, hitNamed(mturk, HITId), NumberOfAdditionalAssignments, UniqueRequestToken),
  ),
  DeleteHIT: operation(HitId, shapes.Nothing, (mturk, { HITId }) => deleteHit(mturk, hitNamed(mturk, HITId))),
  UpdateExpirationForHIT: operation(
    z.strictObject({ HITId: shapes.EntityId, ExpireAt: shapes.Timestamp }),
    shapes.Nothing,
    expire,
  ),
  UpdateHITReviewStatus: operation(
    z.strictObject({ HITId: shapes.EntityId, Revert: z.boolean().optional() }),
    shapes.Nothing,
    (mturk, { HITId, Revert = false }) => setReviewing(mturk, hitNamed(mturk, HITId), !Revert),
  ),
  UpdateHITTypeOfHIT: operation(
    z.strictObject({ HITId: shapes.EntityId, HITTypeId: shapes.EntityId }),
    shapes.Nothing,
    (mturk, { HITId, HITTypeId }) => changeType(mturk, hitNamed(mturk, HITId), typeNamed(mturk, HITTypeId)),
  ),
};

const reads: Record<string, Operation> = {
  GetHIT: operation(HitId, HitOutput, (mturk, { HITId }) => ({ HIT: hitShape(mturk, hitNamed(mturk, HITId)) })),
  ListHITs: operation(z.strictObject(shapes.paging), HitPage, (mturk, query) => listHits(mturk, query)),
  ListHITsForQualificationType: operation(
    z.strictObject({ QualificationTypeId: shapes.EntityId, ...shapes.paging }),
    HitPage,
    (mturk, query) =>
      listHits(mturk, query, ({ type }) =>
        type.requirements.some((one) => one.QualificationTypeId === query.QualificationTypeId),
      ),
  ),
  ListReviewableHITs: operation(
    z.strictObject({
      HITTypeId: shapes.EntityId.optional(),
      Status: shapes.ReviewableHITStatus.optional(),
      ...shapes.paging,
    }),
    HitPage,
    (mturk, query) =>
      listHits(
        mturk,
        query,
        (hit) =>
          statusOf(mturk, hit) === (query.Status ?? 'Reviewable') &&
          (query.HITTypeId === undefined || query.HITTypeId === hit.type.id),
      ),
  ),
  ListReviewPolicyResultsForHIT: operation(
    z.strictObject({
      HITId: shapes.EntityId,
      PolicyLevels: z.array(shapes.ReviewPolicyLevel).optional(),
      RetrieveActions: z.boolean().optional(),
      RetrieveResults: z.boolean().optional(),
      ...shapes.paging,
    }),
    z.strictObject({
      HITId: shapes.EntityId,
      AssignmentReviewPolicy: shapes.ReviewPolicy.optional(),
      HITReviewPolicy: shapes.ReviewPolicy.optional(),
    }),
    (mturk, { HITId }) => {
      const { id, policies } = hitNamed(mturk, HITId);
      return { HITId: id, AssignmentReviewPolicy: policies.assignment, HITReviewPolicy: policies.hit };
    },
  ),
};

export const hitOperations = { ...changes, ...reads };
