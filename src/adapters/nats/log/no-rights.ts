import { ErrorCode, NatsError } from 'nats';
import { refuse } from '../server/refusals.ts';

const reasons: Record<string, string> = {
  [ErrorCode.PermissionsViolation]: 'its rights do not suffice',
  [ErrorCode.JetStreamNotEnabled]: 'its account has no JetStream',
};

/** Throws `nats/not-allowed` for an error that says so, and any other error as it is. */
export function refuseNoRights(error: unknown): never {
  const reason = error instanceof NatsError ? reasons[error.code] : undefined;
  throw reason === undefined ? error : Object.assign(refuse('nats/not-allowed', { reason }), { cause: error });
}
