import { z } from 'zod';
import { Refusal } from '../../actors/refusal.ts';
import { LogDamaged, LogFull, LogUnavailable } from '../../events/log.ts';
import { isDamage } from '../../projections/store/database.ts';
import { diskFault, diskReason } from './disk-fault.ts';
import { refuse } from './refusals.ts';

type Coded = Error & { code?: string; statusCode?: number };

/** The refusal for an error; undefined for a bug. */
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
  // Without the path, since anyone may read this.
  if (fault === 'read-only')
    return refuse('data/not-writable', { place: 'The data folder', reason: diskReason(error) ?? '' });
  if (statusCode === 413) return refuse('request/too-large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return refuse('request/not-json', { reason: 'its content type is not JSON' });
  if (statusCode && statusCode < 500) return refuse('request/not-json', { reason: message });
  return undefined;
}

const maxFaults = 10;
const maxFaultChars = 500;

function reasonOf({ issues }: z.ZodError): string {
  const more = issues.length - maxFaults;
  const faults = issues.slice(0, maxFaults).map((issue) => {
    const fault = faultOf(issue);
    return fault.length > maxFaultChars ? `${fault.slice(0, maxFaultChars)}…` : fault;
  });
  return `${faults.join('; ')}${more > 0 ? `; and ${more} more places` : ''}`;
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  const reason = message.replace(/^Invalid input: /, '');
  if (path.length > 0) return `${path.join('.')}: ${reason}`;
  return `the body: ${bodyReasons[reason] ?? reason}`;
}

const bodyReasons: Readonly<Record<string, string>> = {
  'expected object, received undefined': 'must be a JSON object, and there is none',
  'expected object, received null': 'must be a JSON object, and is null',
};
