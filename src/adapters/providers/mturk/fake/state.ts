import type { Random } from '../../../../projections/statistics/seeded.ts';
import type { FakeClock } from '../../fakes/clock.ts';
import type { NotificationSpecification, QualificationRequirement, ReviewPolicy } from './shapes.ts';

/** What the HITs of one type have in common. */
export type HitType = {
  id: string;
  groupId: string;
  title: string;
  description: string;
  keywords?: string;
  rewardCents: number;
  assignmentSeconds: number;
  autoApprovalSeconds: number;
  requirements: QualificationRequirement[];
};

export type ReviewPolicies = { assignment?: ReviewPolicy | undefined; hit?: ReviewPolicy | undefined };

export type Hit = {
  seq: number;
  id: string;
  type: HitType;
  createdMs: number;
  expiresMs: number;
  maxAssignments: number;
  question: string;
  annotation?: string;
  policies: ReviewPolicies;
  /** What has been accepted and not given back. */
  assignments: Set<Assignment>;
  isReviewing: boolean;
  /** Whether its present expiration has been told. */
  isExpiryTold: boolean;
  isDisposed: boolean;
  lastStatus: string;
  cancelExpiry: () => void;
  cancelDisposal: () => void;
};

export type AssignmentState = 'Accepted' | 'Submitted' | 'Approved' | 'Rejected';

export type Assignment = {
  seq: number;
  id: string;
  hit: Hit;
  workerId: string;
  state: AssignmentState;
  acceptedMs: number;
  deadlineMs: number;
  submittedMs?: number;
  autoApprovalMs?: number;
  approvedMs?: number;
  rejectedMs?: number;
  answer?: string;
  feedback?: string;
  /** Cancels what the clock does to it next: its deadline, or its approval. */
  cancel: () => void;
};

/** A worker, with what MTurk knows about them from work for others. */
export type Worker = {
  id: string;
  country: string;
  subdivision?: string;
  isMaster: boolean;
  isAdult: boolean;
  approvedBefore: number;
  rejectedBefore: number;
};

export type QualificationTypeRow = {
  seq: number;
  id: string;
  createdMs: number;
  name: string;
  description: string;
  keywords?: string;
  status: 'Active' | 'Inactive';
  test?: string;
  testSeconds?: number;
  answerKey?: string;
  retrySeconds?: number;
  isAutoGranted: boolean;
  autoGrantedValue?: number;
  isDeleted: boolean;
};

export type Grant = {
  seq: number;
  typeId: string;
  workerId: string;
  grantedMs: number;
  value?: number;
  status: 'Granted' | 'Revoked';
};

export type QualificationRequestRow = {
  seq: number;
  id: string;
  typeId: string;
  workerId: string;
  answer?: string;
  submittedMs: number;
};

/** A movement of money out of the account, in cents. */
export type Movement = {
  at: number;
  kind: 'reward' | 'fee' | 'bonus' | 'bonus-fee';
  workerId: string;
  assignmentId: string;
  hitId: string;
  cents: number;
};

export type Bonus = {
  seq: number;
  workerId: string;
  assignmentId: string;
  hitId: string;
  cents: number;
  reason: string;
  paidMs: number;
};

/** A message that left for a queue or a topic. */
export type SentMessage = {
  transport: 'Email' | 'SQS' | 'SNS';
  destination: string;
  messageId: string;
  /** What the queue shows as the sender. */
  senderId: string;
  body: string;
};

/** Where notifications go, and how badly: the share of messages that come twice, and by how much they can be late (and so out of order). */
export type NotificationSink = {
  receive(message: SentMessage): void;
  duplicateShare?: number;
  maxDelayMs?: number;
};

export type NotificationSettings = { specification: NotificationSpecification; isActive: boolean };
export type MturkEvent = { type: string; atMs: number; hit: Hit; assignment?: Assignment };

/** The whole simulated service. */
export type Mturk = {
  clock: FakeClock;
  random: Random;
  isSandbox: boolean;
  consistencyDelayMs: number;
  /** Hosts whose pages may be reached without TLS. */
  insecureHosts: readonly string[];
  sink: NotificationSink | undefined;
  requesterId: string;
  balanceCents: number;
  holds: Map<string, number>;
  heldCents: number;
  movements: Movement[];
  bonuses: Bonus[];
  hitTypes: Map<string, HitType>;
  hitTypesByContent: Map<string, HitType>;
  hits: Map<string, Hit>;
  assignments: Map<string, Assignment>;
  workers: Map<string, Worker>;
  qualificationTypes: Map<string, QualificationTypeRow>;
  /** Names of deleted qualification types, and until when they cannot be used again. */
  blockedNames: Map<string, number>;
  grants: Map<string, Grant>;
  qualificationRequests: Map<string, QualificationRequestRow>;
  blocks: Map<string, { seq: number; workerId: string; reason: string; createdMs: number }>;
  tokens: Map<string, { untilMs: number; subject: string }>;
  notifications: Map<string, NotificationSettings>;
  pendingEvents: Map<string, MturkEvent[]>;
  emails: { at: number; workerId: string; subject: string; text: string }[];
  nextSeq(): number;
  newId(): string;
  newWorkerId(): string;
  newUuid(): string;
};

export type Settings = Pick<
  Mturk,
  'clock' | 'random' | 'isSandbox' | 'consistencyDelayMs' | 'insecureHosts' | 'sink' | 'balanceCents'
>;

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A service without HITs or workers. */
export function openState(settings: Settings): Mturk {
  const { random } = settings;
  let seq = 0;
  const draw = (from: string, count: number) =>
    Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join('');
  const newWorkerId = () => `A${draw(signs, 13)}`;
  return {
    ...settings,
    requesterId: newWorkerId(),
    holds: new Map(),
    heldCents: 0,
    movements: [],
    bonuses: [],
    hitTypes: new Map(),
    hitTypesByContent: new Map(),
    hits: new Map(),
    assignments: new Map(),
    workers: new Map(),
    qualificationTypes: new Map(),
    blockedNames: new Map(),
    grants: new Map(),
    qualificationRequests: new Map(),
    blocks: new Map(),
    tokens: new Map(),
    notifications: new Map(),
    pendingEvents: new Map(),
    emails: [],
    nextSeq: () => ++seq,
    newId: () => `3${draw(signs, 29)}`,
    newWorkerId,
    newUuid: () => [8, 4, 4, 4, 12].map((count) => draw('0123456789abcdef', count)).join('-'),
  };
}

/** A time of the clock as the wire has it. */
export const secondsOf = (ms: number) => Math.round(ms) / 1000;

/** Whether lists and indexes show already what was made at this time. */
export const isIndexed = ({ clock, consistencyDelayMs }: Mturk, madeMs: number) =>
  clock.now() >= madeMs + consistencyDelayMs;

export const daysMs = (days: number) => days * 86_400_000;
