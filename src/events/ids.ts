import { z } from 'zod';

/** A task run: the slug of its task and a few random letters, fit to be a host name's label and a NATS token. */
export const RunId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)
  .brand<'RunId'>();
/** An assignment: its run and its place in the run's data, counted from 0 (`colours-x7k2p.41`). */
export const AssignmentId = z
  .string()
  .regex(/^[a-z0-9-]+\.\d+$/)
  .brand<'AssignmentId'>();
/** A unit: its assignment and its place in it, counted from 0 (`colours-x7k2p.41.2`). */
export const UnitId = z
  .string()
  .regex(/^[a-z0-9-]+\.\d+\.\d+$/)
  .brand<'UnitId'>();
/** An agent: unguessable, since in an unsigned run it is the only credential that a worker's browser holds. */
export const AgentId = z.string().min(1).max(64).brand<'AgentId'>();
/** A worker: a pseudonym, the same for the same person of the same provider in one data folder. */
export const WorkerId = z.string().min(1).max(64).brand<'WorkerId'>();

/** A qualification: the slug of its first name and a few random letters; it stays when the name changes. */
export const QualificationId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)
  .brand<'QualificationId'>();

/** A bonus: random, since a unit may get several. */
export const BonusId = z.string().min(1).max(64).brand<'BonusId'>();

/** A comment of a reviewer on an answer: random, since many may comment. */
export const CommentId = z.string().min(1).max(64).brand<'CommentId'>();

/** A verdict: a decision of a reviewer about one unit or many, and what follows from it; random. What a rule did has such an id, too. */
export const VerdictId = z.string().min(1).max(80).brand<'VerdictId'>();

/** An invitation of a worker to a run: random, since the same worker may be invited again. */
export const InvitationId = z.string().min(1).max(64).brand<'InvitationId'>();

/** An offer of a run at a provider: random, and the name that the provider is given for it. */
export const OfferId = z
  .string()
  .regex(/^[a-z0-9-]+$/)
  .max(40)
  .brand<'OfferId'>();
/** A worker's place at a provider: a pseudonym of the id that the provider has for it. */
export const SubmissionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(48)
  .brand<'SubmissionId'>();
/** A payment through a provider: from what it is for, so that the same decision never makes two. */
export const PaymentId = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/)
  .max(64)
  .brand<'PaymentId'>();

/** An import: random, since the same file may be imported again. */
export const ImportId = z.string().min(1).max(64).brand<'ImportId'>();

export type RunId = z.infer<typeof RunId>;
export type AssignmentId = z.infer<typeof AssignmentId>;
export type UnitId = z.infer<typeof UnitId>;
export type AgentId = z.infer<typeof AgentId>;
export type WorkerId = z.infer<typeof WorkerId>;
export type BonusId = z.infer<typeof BonusId>;
export type CommentId = z.infer<typeof CommentId>;
export type VerdictId = z.infer<typeof VerdictId>;
export type QualificationId = z.infer<typeof QualificationId>;
export type InvitationId = z.infer<typeof InvitationId>;
export type OfferId = z.infer<typeof OfferId>;
export type SubmissionId = z.infer<typeof SubmissionId>;
export type PaymentId = z.infer<typeof PaymentId>;
export type ImportId = z.infer<typeof ImportId>;

/** The id of the assignment at `index` of a run. */
export const assignmentIdOf = (run: RunId, index: number) => `${run}.${index}` as AssignmentId;
/** The id of the unit at `place` of the assignment at `index` of a run. */
export const unitIdOf = (run: RunId, index: number, place: number) => `${run}.${index}.${place}` as UnitId;

/** Where an assignment or a unit belongs: its run, its assignment's index and, for a unit, its place there. */
export function partsOf(id: AssignmentId | UnitId): { run: RunId; index: number; place: number } {
  const first = id.indexOf('.');
  const second = id.indexOf('.', first + 1);
  const index = Number(second < 0 ? id.slice(first + 1) : id.slice(first + 1, second));
  return { run: id.slice(0, first) as RunId, index, place: second < 0 ? 0 : Number(id.slice(second + 1)) };
}
