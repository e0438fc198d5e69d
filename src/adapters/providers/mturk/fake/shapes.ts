import { z } from 'zod';

/** The id of a HIT, a HIT type, an assignment, a qualification type or a layout. */
export const EntityId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Z0-9]+$/);
/** The id of a worker. */
export const CustomerId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^A[A-Z0-9]+$/);
/** An amount of US dollars. */
export const CurrencyAmount = z.string().regex(/^[0-9]+(\.)?[0-9]{0,2}$/);
export const IdempotencyToken = z.string().min(1).max(64);
export const Timestamp = z.number();
export const AssignmentStatus = z.enum(['Submitted', 'Approved', 'Rejected']);
export const HITStatus = z.enum(['Assignable', 'Unassignable', 'Reviewable', 'Reviewing', 'Disposed']);
export type HITStatus = z.infer<typeof HITStatus>;
export const HITReviewStatus = z.enum([
  'NotReviewed',
  'MarkedForReview',
  'ReviewedAppropriate',
  'ReviewedInappropriate',
]);
export const ReviewableHITStatus = z.enum(['Reviewable', 'Reviewing']);
export const QualificationStatus = z.enum(['Granted', 'Revoked']);
export const QualificationTypeStatus = z.enum(['Active', 'Inactive']);
export const ReviewPolicyLevel = z.enum(['Assignment', 'HIT']);
export const EventType = z.enum([
  ...(['AssignmentAccepted', 'AssignmentAbandoned', 'AssignmentReturned', 'AssignmentSubmitted'] as const),
  ...(['AssignmentRejected', 'AssignmentApproved', 'HITCreated', 'HITExpired', 'HITReviewable'] as const),
  ...(['HITExtended', 'HITDisposed', 'Ping'] as const),
]);

const CountryParameters = z.string().min(2).max(2);
export const Locale = z.strictObject({ Country: CountryParameters, Subdivision: CountryParameters.optional() });
export const Comparator = z.enum([
  ...(['LessThan', 'LessThanOrEqualTo', 'GreaterThan', 'GreaterThanOrEqualTo', 'EqualTo', 'NotEqualTo'] as const),
  ...(['Exists', 'DoesNotExist', 'In', 'NotIn'] as const),
]);
export const QualificationRequirement = z.strictObject({
  QualificationTypeId: EntityId,
  Comparator,
  IntegerValues: z.array(z.int()).optional(),
  LocaleValues: z.array(Locale).optional(),
  RequiredToPreview: z.boolean().optional(),
  ActionsGuarded: z.enum(['Accept', 'PreviewAndAccept', 'DiscoverPreviewAndAccept']).optional(),
});
export type QualificationRequirement = z.infer<typeof QualificationRequirement>;

/** Which page of a list is asked for. */
export const paging = {
  NextToken: z.string().min(1).max(255).optional(),
  MaxResults: z.int().min(1).max(100).optional(),
};

const PolicyParameter = z.strictObject({
  Key: z.string().optional(),
  Values: z.array(z.string()).optional(),
  MapEntries: z
    .array(z.strictObject({ Key: z.string().optional(), Values: z.array(z.string()).optional() }))
    .optional(),
});
export const ReviewPolicy = z.strictObject({ PolicyName: z.string(), Parameters: z.array(PolicyParameter).optional() });
export type ReviewPolicy = z.infer<typeof ReviewPolicy>;
export const HITLayoutParameter = z.strictObject({ Name: z.string(), Value: z.string() });
export const NotificationSpecification = z.strictObject({
  Destination: z.string().min(1),
  Transport: z.enum(['Email', 'SQS', 'SNS']),
  Version: z.enum(['2014-08-15']),
  EventTypes: z.array(EventType),
});
export type NotificationSpecification = z.infer<typeof NotificationSpecification>;

export const HIT = z.strictObject({
  HITId: EntityId,
  HITTypeId: EntityId,
  HITGroupId: EntityId,
  HITLayoutId: EntityId.optional(),
  CreationTime: Timestamp,
  Title: z.string(),
  Description: z.string(),
  Question: z.string().optional(),
  Keywords: z.string().optional(),
  HITStatus,
  MaxAssignments: z.int(),
  Reward: CurrencyAmount,
  AutoApprovalDelayInSeconds: z.int(),
  Expiration: Timestamp,
  AssignmentDurationInSeconds: z.int(),
  RequesterAnnotation: z.string().optional(),
  QualificationRequirements: z.array(QualificationRequirement),
  HITReviewStatus,
  NumberOfAssignmentsPending: z.int().min(0),
  NumberOfAssignmentsAvailable: z.int().min(0),
  NumberOfAssignmentsCompleted: z.int().min(0),
});
export const Assignment = z.strictObject({
  AssignmentId: EntityId,
  WorkerId: CustomerId,
  HITId: EntityId,
  AssignmentStatus,
  AutoApprovalTime: Timestamp,
  AcceptTime: Timestamp,
  SubmitTime: Timestamp,
  ApprovalTime: Timestamp.optional(),
  RejectionTime: Timestamp.optional(),
  Deadline: Timestamp,
  Answer: z.string(),
  RequesterFeedback: z.string().optional(),
});
export const QualificationType = z.strictObject({
  QualificationTypeId: EntityId,
  CreationTime: Timestamp,
  Name: z.string(),
  Description: z.string(),
  Keywords: z.string().optional(),
  QualificationTypeStatus,
  Test: z.string().optional(),
  TestDurationInSeconds: z.int().optional(),
  AnswerKey: z.string().optional(),
  RetryDelayInSeconds: z.int().optional(),
  IsRequestable: z.boolean(),
  AutoGranted: z.boolean(),
  AutoGrantedValue: z.int().optional(),
});
export const Qualification = z.strictObject({
  QualificationTypeId: EntityId,
  WorkerId: CustomerId,
  GrantTime: Timestamp,
  IntegerValue: z.int().optional(),
  LocaleValue: Locale.optional(),
  Status: QualificationStatus,
});
export const QualificationRequest = z.strictObject({
  QualificationRequestId: z.string(),
  QualificationTypeId: EntityId,
  WorkerId: CustomerId,
  Test: z.string().optional(),
  Answer: z.string().optional(),
  SubmitTime: Timestamp,
});
export const BonusPayment = z.strictObject({
  WorkerId: CustomerId,
  BonusAmount: CurrencyAmount,
  AssignmentId: EntityId,
  Reason: z.string(),
  GrantTime: Timestamp,
});
export const WorkerBlock = z.strictObject({ WorkerId: CustomerId, Reason: z.string() });
export const Nothing = z.strictObject({});

/** A page of a list, under the name that its items have. */
export const pageOf = <Name extends string, Item extends z.ZodType>(name: Name, item: Item) =>
  z.strictObject({
    NextToken: z.string().min(1).max(255).optional(),
    NumResults: z.int(),
    [name]: z.array(item),
  } as { NextToken: z.ZodOptional<z.ZodString>; NumResults: z.ZodInt } & Record<Name, z.ZodArray<Item>>);
