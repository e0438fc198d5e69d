import type { Random } from '../../../../../projections/statistics/seeded.ts';
import type { FakeClock } from '../../../fakes/clock.ts';
import type { Filter, StudyFields } from './study-shape.ts';

/** Where a study stands. */
export type StudyStatus =
  | 'UNPUBLISHED'
  | 'SCHEDULED'
  | 'PUBLISHING'
  | 'ACTIVE'
  | 'PAUSED'
  | 'AWAITING REVIEW'
  | 'COMPLETED';

/** Where a submission stands. */
export type SubmissionStatus =
  | 'RESERVED'
  | 'ACTIVE'
  | 'PROCESSING'
  | 'TIMED-OUT'
  | 'AWAITING REVIEW'
  | 'APPROVED'
  | 'PARTIALLY APPROVED'
  | 'RETURNED'
  | 'REJECTED'
  | 'SCREENED OUT';

/** A study, with its times in milliseconds. */
export type Study = {
  id: string;
  workspaceId: string;
  projectId: string;
  status: StudyStatus;
  fields: StudyFields;
  createdAt: number;
  publishedAt: number | null;
  publishAt: number | null;
  /** A study for test participants costs nothing. */
  isTest: boolean;
  cancelPublish?: () => void;
};

/** What one participant does in a study, with its times in milliseconds. */
export type Submission = {
  id: string;
  studyId: string;
  participantId: string;
  status: SubmissionStatus;
  reservedAt: number;
  startedAt: number | null;
  completedAt: number | null;
  returnedAt: number | null;
  enteredCode: string | null;
  returnRequestedAt: number | null;
  /** What was paid for each bonus. */
  bonusCents: number[];
  /** Which of several addresses it was given. */
  accessUrl: string | null;
  /** Screened out in a slot of its own, so that the place is free again. */
  isPlaceFreed: boolean;
  rejection: { message: string; category: string } | null;
  /** Ends what is due at a time, as the status it was for is left. */
  cancelDue?: () => void;
};

/** Someone who takes part; attributes are the answers that filters ask for, by filter id. */
export type Participant = {
  id: string;
  email: string | null;
  isTest: boolean;
  attributes: Record<string, string | number>;
};

export type Workspace = {
  id: string;
  title: string;
  description: string;
  secret: { id: string; value: string } | null;
};
export type Project = {
  id: string;
  workspaceId: string;
  title: string;
  description: string;
  type: 'PRIVATE' | 'PUBLIC';
  naivetyRate: number | null;
  isLongitudinal: boolean;
};

/** What money was moved for. Only a deposit adds to a balance. */
export type MovementKind =
  | 'deposit'
  | 'reward'
  | 'fee'
  | 'vat'
  | 'bonus'
  | 'bonus-fee'
  | 'bonus-vat'
  | 'screen-out'
  | 'screen-out-fee'
  | 'screen-out-vat';

/** A movement of money, as the books keep it. */
export type Movement = {
  at: string;
  kind: MovementKind;
  workspace: string;
  study: string | null;
  submission: string | null;
  participant: string | null;
  /** The batch of bonuses that it belongs to. */
  batch: string | null;
  cents: number;
};

/** A batch of bonuses; it may be paid any number of times. */
export type BonusBatch = {
  id: string;
  studyId: string;
  rows: { submissionId: string; cents: number }[];
  /** When each call to pay it was carried out, or null while it is not. */
  payments: { acceptedAt: number; paidAt: number | null }[];
};

export type Group = {
  id: string;
  name: string;
  description: string;
  workspaceId: string | null;
  organisationId: string | null;
  isActive: boolean;
  /** When each participant was added, by id. */
  members: Map<string, number>;
};

export type Message = {
  id: string;
  channelId: string;
  senderId: string;
  recipientId: string;
  body: string;
  studyId: string | null;
  createdAt: number;
  isRead: boolean;
};

export type FilterSet = {
  id: string;
  name: string;
  workspaceId: string | null;
  organisationId: string | null;
  version: number;
  isLocked: boolean;
  isDeleted: boolean;
  filters: Filter[];
};

export type Subscription = {
  id: string;
  workspaceId: string;
  eventType: string;
  targetUrl: string;
  isEnabled: boolean;
  isConfirmed: boolean;
  confirmSecret: string;
  /** Since when every delivery has failed. */
  failingSince: number | null;
};

export type HookEvent = {
  id: string;
  subscriptionId: string;
  eventType: string;
  resourceId: string;
  payload: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  attempts: number;
};

/** Sends one delivery of a webhook, and says with which status it was answered. */
export type Send = (post: { url: string; headers: Record<string, string>; body: string }) => Promise<number>;

/** How webhooks go out. */
export type HookSettings = {
  /** How long after the event it is sent at the earliest. */
  delayMs: number;
  /** Up to how much later, by chance, so that deliveries overtake each other. */
  reorderMs: number;
  /** The share of deliveries that are sent twice. */
  duplicateShare: number;
};

/** How long things take, by the clock of the simulation. */
export type Durations = {
  reservationMs: number;
  publishingMs: number;
  /** From the moment a code arrives to AWAITING REVIEW: half of it still ACTIVE, half PROCESSING. */
  processingMs: number;
  bulkApproveMs: number;
  bonusMs: number;
  autoApproveMs: number;
  /** How long an operation with money keeps the wallet of its workspace. */
  walletMs: number;
};

/** All that the simulated service knows. */
export type World = {
  clock: FakeClock;
  random: Random;
  currency: 'GBP' | 'USD';
  feeRate: number;
  vatRate: number;
  userId: string;
  organisationId: string;
  durations: Durations;
  hookSettings: HookSettings;
  send: Send;
  features: { dynamicPayment: boolean; fixedScreenOut: boolean; testParticipants: boolean };
  workspaces: Map<string, Workspace>;
  projects: Map<string, Project>;
  studies: Map<string, Study>;
  submissions: Map<string, Submission>;
  /** The submissions of each study that has any, in the order in which they began. */
  ofStudies: Map<string, Submission[]>;
  participants: Map<string, Participant>;
  batches: Map<string, BonusBatch>;
  groups: Map<string, Group>;
  filterSets: Map<string, FilterSet>;
  messages: Message[];
  subscriptions: Map<string, Subscription>;
  hookEvents: HookEvent[];
  /** Deliveries that are on their way. */
  sending: Set<Promise<void>>;
  movements: Movement[];
  /** Workspaces whose wallet an operation is using. */
  busyWallets: Set<string>;
};
