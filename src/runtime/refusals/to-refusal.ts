import { z } from 'zod';
import { Refusal } from '../../actors/refusal.ts';
import { LogDamaged, LogFull, LogUnavailable } from '../../events/log.ts';
import { isDamage } from '../../projections/store/database.ts';
import { diskFault, diskReason } from './disk-fault.ts';
import { refuse } from './refusals.ts';

type Coded = Error & { code?: string; statusCode?: number };

/** Whatever went wrong, as a refusal a caller can read; `undefined` for a bug of ours. */
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
  // Without its place: strangers hear this, too.
  if (fault === 'read-only')
    return refuse('data/not-writable', { place: 'The data folder', reason: diskReason(error) ?? '' });
  if (statusCode === 413) return refuse('request/too-large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return refuse('request/not-json', { reason: 'its content type is not JSON' });
  if (statusCode && statusCode < 500) return refuse('request/not-json', { reason: message });
  return undefined;
}

/** So many faults are told at once, and so many signs of each. */
const mostFaults = 10;
const longestFault = 500;

function reasonOf({ issues }: z.ZodError): string {
  const left = issues.length - mostFaults;
  const told = issues.slice(0, mostFaults).map((issue) => {
    const fault = faultOf(issue);
    return fault.length > longestFault ? `${fault.slice(0, longestFault)}…` : fault;
  });
  return `${told.join('; ')}${left > 0 ? `; and so it is in ${left} more places` : ''}`;
}

const faultOf = ({ path, message }: z.core.$ZodIssue) =>
  `${path.join('.') || 'the body'}: ${message.replace(/^Invalid input: /, '')}`;
