import type { Refusal } from '../../actors/refusal.ts';
import { refuse } from './refusals.ts';

/** Why a disk cannot be written. */
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

/** Why a disk cannot be written, by the code of an error of the system or of SQLite. */
export function diskFault(error: unknown): Fault | undefined {
  // Errors from other threads are plain objects with little more than the code.
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  if (typeof code !== 'string') return undefined;
  // SQLite appends details to a code: SQLITE_IOERR_WRITE.
  return faults[code] ?? faults[code.split('_').slice(0, 2).join('_')];
}

/** The same as the end of a sentence. */
export function diskReason(error: unknown): string | undefined {
  const fault = diskFault(error);
  return fault && reasons[fault];
}

/** The refusal for a path that cannot be written; the error's own path takes precedence over `place`. */
export function notWritable(error: unknown, place?: string): Refusal | undefined {
  const reason = diskReason(error);
  const { path } = (error ?? {}) as { path?: string };
  return reason === undefined ? undefined : refuse('data/not-writable', { place: path ?? place ?? 'A file', reason });
}

/** The refusal for a file or a folder that cannot be read. */
export function notReadable(error: unknown, file: string): Refusal | undefined {
  const reason = diskReason(error);
  return reason === undefined ? undefined : refuse('data/bad-file', { file, reason });
}
