import type { ConversationEvent } from '../../api/conversations.ts';
import type { Signals } from '../../api/signals.ts';
import type { StoredFile } from '../../events/file.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import type { bonuses } from '../units/bonuses.ts';
import type { FinalAnswer } from '../units/final-answers.ts';
import type { ProcedureCallRow } from '../units/procedure-calls.ts';
import type { UnitStatus } from '../units/units.ts';

/** A decision, what was added to it, or an undo, with a note for reviewers and a message to the worker. */
export type ExportReview = { decision: string; note: string | null; message: string | null; by: string; at: string };
/** A bonus for a unit, in hundredths of its currency. */
type ExportBonus = Pick<typeof bonuses.$inferSelect, 'cents' | 'currency' | 'reason' | 'state'> & {
  id: string;
  by: string;
  at: string;
};
/** A comment of a reviewer on the answer, as it says now; `reply_to` is the comment to which it replies. */
type ExportComment = {
  id: string;
  by: string;
  at: string;
  text: string | null;
  edited_at: string | null;
  reply_to: string | null;
};
/** What the page sent with the answer: an opinion, a tip, feedback. */
export type ExportMetadata = { at: string; content: unknown; files: StoredFile[] };

/** A message in the conversation of an answer; large ones are files, `to` has the names of those who alone heard it, none for the task's code alone. */
export type ExportMessage = Pick<
  ConversationEvent,
  'number' | 'at' | 'by' | 'name' | 'agent' | 'worker' | 'to' | 'text' | 'data'
> & { file: StoredFile | null };

/** One answer with everything an analysis needs; `seconds` is the time from assignment to submission, `active_seconds` how much of it the page was visible and used. */
export type ExportRow = {
  task: string;
  run: string;
  assignment: string;
  unit: string;
  worker: string;
  /** The worker's name at the provider, and the provider; only if identities were requested. */
  worker_name?: string | null;
  provider?: string | null;
  /** What a panel has put into the worker's link besides their id, as the query of a URL; only if identities were requested. */
  link?: string;
  agent: string;
  /** The unit's status, or `late` for an answer that does not count. */
  status: UnitStatus | 'late';
  /** What the unit is for beside its answer, and how it was judged; null for ordinary units, and before. */
  purpose: UnitPurpose | null;
  /** Whether the unit was made for this worker, unlike ordinary units, even one that screens. */
  special: boolean;
  correct: boolean | null;
  assigned_at: string | null;
  submitted_at: string;
  seconds: number | null;
  active_seconds: number | null;
  /** What the page counted; null if its run does not ask for it. */
  signals: Signals | null;
  /** Why rules of the run flagged the worker, as long as nobody has taken that back. */
  flagged: string | null;
  late: boolean;
  /** What the unit pays, in hundredths of the run's currency; null for an answer that does not count. */
  pay_cents: number | null;
  data: Record<string, unknown>;
  answer: unknown;
  files: StoredFile[];
  /** The current decision, with the note and the message that hold now; null before the first, and after an undo. */
  review: ExportReview | null;
  /** All decisions on the unit, what was added to them, and their undos, in order. */
  reviews: ExportReview[];
  /** The final answer to the item, whatever its workers answered; null where no reviewer settled it. */
  final: FinalAnswer | null;
  /** The sum of the bonuses that are paid or promised, in hundredths of their currency; null without any. */
  bonus_cents: number | null;
  bonuses: ExportBonus[];
  metadata: ExportMetadata[];
  /** What the page called in the code of the task, in order. */
  calls: ProcedureCallRow[];
  /** What was said in the conversation that the answer is from, by everybody, in order. */
  messages: readonly ExportMessage[];
  /** The comments of reviewers on the answer that were not removed, in order; only if identities were requested, since they can name people. */
  comments?: ExportComment[];
};
