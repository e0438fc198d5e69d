import type { Refusal } from '../../actors/refusal.ts';
import { refuse } from './refusals.ts';

/** What a disk can have against being written. */
type Fault = 'full' | 'read-only' | 'forbidden' | 'broken';

const faults: Record<string, Fault> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  SQLITE_FULL: 'full',
  EROFS: 'read-only',
  SQLITE_READONLY: 'read-only',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  SQLITE_CANTOPEN: 'forbidden',
  EIO: 'broken',
  SQLITE_IOERR: 'broken',
};

const reasons: Record<Fault, string> = {
  full: 'its disk is full',
  'read-only': 'its disk can only be read',
  forbidden: 'this user has no right to do that',
  broken: 'its disk reports errors',
};

/** What a disk has against being written, going by the code of an error of the system or of SQLite. */
export function diskFault(error: unknown): Fault | undefined {
  // Errors that crossed threads are plain objects, with the code and little else.
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  if (typeof code !== 'string') return undefined;
  // SQLite puts what it knows more exactly behind: SQLITE_IOERR_WRITE.
  return faults[code] ?? faults[code.split('_').slice(0, 2).join('_')];
}

/** The same, as the end of a sentence. */
export function diskReason(error: unknown): string | undefined {
  const fault = diskFault(error);
  return fault && reasons[fault];
}

/** That a place cannot be written, as a refusal; the error's own path is more exact than `place`. */
export function notWritable(error: unknown, place?: string): Refusal | undefined {
  const reason = diskReason(error);
  const { path } = (error ?? {}) as { path?: string };
  return reason === undefined ? undefined : refuse('data/not-writable', { place: path ?? place ?? 'A file', reason });
}
