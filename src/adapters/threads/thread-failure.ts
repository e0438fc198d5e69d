import { Refusal } from '../../actors/refusal.ts';
import { LogUnavailable } from '../../events/log.ts';
import { isDamage, RowsDamaged } from '../../projections/store/database.ts';

/** Why a thread could not do what it was asked, in a shape that threads can hand each other. */
export type Failure =
  | { refused: { code: string; status: number; message: string } }
  /** Rows could not be read because their file is damaged. */
  | { damaged: string }
  /** The log did not answer. */
  | { unavailable: string }
  | { failed: string };

/** What a thread says of an error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) {
    const { code, status, message } = error;
    return { refused: { code, status, message } };
  }
  if (error instanceof LogUnavailable) return { unavailable: error.message };
  if (isDamage(error)) return { damaged: (error as Error).message };
  return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error that a thread spoke of. */
export function errorOf(failure: Failure): Error {
  if ('damaged' in failure) return new RowsDamaged(failure.damaged);
  if ('unavailable' in failure) return new LogUnavailable(failure.unavailable);
  if ('failed' in failure) return new Error(failure.failed);
  const { code, status, message } = failure.refused;
  return new Refusal(code, status, message);
}
