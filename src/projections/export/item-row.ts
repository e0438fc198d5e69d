import type { FinalAnswer } from '../units/final-answers.ts';
import type { ExportRow } from './export-row.ts';

/** What the answers to one question of an item come to; each value is null where there is none. */
export type ItemQuestion = {
  /** What the final answer says to the question. */
  final: string | null;
  /** The aggregated label, null for a tie; how probable it is, and every probable label with its share. */
  aggregated: string | null;
  probability: number | null;
  distribution: Record<string, number> | null;
  /** How many answers it is aggregated from, by which version of which method. */
  answers: number;
  method: string;
  version: number;
  gold: string | null;
  /** The share of equal answers among all pairs. */
  agreement: number | null;
};

/** An answer within its item; `data` is what its unit has beside or instead of the data of the item. */
export type ItemAnswer = Omit<ExportRow, 'task' | 'run' | 'assignment' | 'data' | 'final'> & {
  data?: Record<string, unknown>;
};

/** One item of the data, with everything that is known of it. */
export type ItemRow = {
  task: string;
  run: string;
  assignment: string;
  data: Record<string, unknown>;
  final: FinalAnswer | null;
  /** The closed questions of the task. */
  questions: Record<string, ItemQuestion>;
  /** How many answers it has in all, also if the export has only some of them. */
  counts: {
    answers: number;
    accepted: number;
    rejected: number;
    soft_rejected: number;
    to_review: number;
    late: number;
  };
  answers: ItemAnswer[];
};
