import { Refusal } from '../../actors/refusal.ts';
import { LogUnavailable } from '../../events/log.ts';
import { isDamage, RowsDamaged } from '../../projections/store/database.ts';

/** An error in a shape that can be posted between threads. */
export type Failure =
  | { refused: { code: string; status: number; message: string } }
  /** The file of rows is damaged. */
  | { damaged: string }
  /** The log did not respond. */
  | { unavailable: string }
  | { failed: string };

/** Turns an error into a failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) {
    const { code, status, message } = error;
    return { refused: { code, status, message } };
  }
  if (error instanceof LogUnavailable) return { unavailable: error.message };
  // By its name: most threads do not load the client of NATS.
  if (error instanceof Error && error.name === 'NatsError')
    return { unavailable: `The log did not answer: ${error.message}` };
  if (isDamage(error)) return { damaged: (error as Error).message };
  return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Turns a failure back into an error. */
export function errorOf(failure: Failure): Error {
  if ('damaged' in failure) return new RowsDamaged(failure.damaged);
  if ('unavailable' in failure) return new LogUnavailable(failure.unavailable);
  if ('failed' in failure) return new Error(failure.failed);
  const { code, status, message } = failure.refused;
  return new Refusal(code, status, message);
}
