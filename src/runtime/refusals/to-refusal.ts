import { z } from 'zod';
import { Refusal } from '../../actors/refusal.ts';
import { LogDamaged, LogFull, LogUnavailable } from '../../events/log.ts';
import { isDamage } from '../../projections/store/database.ts';
import { diskFault, diskReason } from './disk-fault.ts';
import { refuse } from './refusals.ts';

type Coded = Error & { code?: string; statusCode?: number };

/** An error as a refusal that a caller can read; undefined for a bug. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof LogUnavailable) return refuse('log/unavailable');
  if (error instanceof LogFull) return refuse('log/full');
  if (error instanceof LogDamaged) return refuse('log/damaged');
  if (isDamage(error)) return refuse('read-model/damaged');
  if (error instanceof z.ZodError) return refuse('request/bad-shape', { reason: reasonOf(error) });
  const { code, statusCode, message } = error as Coded;
  const fault = diskFault(error);
  if (fault === 'full') return refuse('log/full');
  // Without its place: strangers read this, too.
  if (fault === 'read-only')
    return refuse('data/not-writable', { place: 'The data folder', reason: diskReason(error) ?? '' });
  if (statusCode === 413) return refuse('request/too-large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return refuse('request/not-json', { reason: 'its content type is not JSON' });
  if (statusCode && statusCode < 500) return refuse('request/not-json', { reason: message });
  return undefined;
}

const maxFaults = 10;
const maxFaultLetters = 500;

function reasonOf({ issues }: z.ZodError): string {
  const left = issues.length - maxFaults;
  const faults = issues.slice(0, maxFaults).map((issue) => {
    const fault = faultOf(issue);
    return fault.length > maxFaultLetters ? `${fault.slice(0, maxFaultLetters)}…` : fault;
  });
  return `${faults.join('; ')}${left > 0 ? `; and ${left} more places` : ''}`;
}

const faultOf = ({ path, message }: z.core.$ZodIssue) =>
  `${path.join('.') || 'the body'}: ${message.replace(/^Invalid input: /, '')}`;
