import { ErrorCode, NatsError } from 'nats';
import { describe, expect, it } from 'vitest';
import { refuseNoRights } from './no-rights.ts';

function thrownFor(error: unknown): unknown {
  try {
    return refuseNoRights(error);
  } catch (thrown) {
    return thrown;
  }
}

describe('a server that does not let us do something', () => {
  it.each([
    [ErrorCode.PermissionsViolation, 'its rights do not suffice'],
    [ErrorCode.JetStreamNotEnabled, 'its account has no JetStream'],
  ])('with the code %s is refused with the reason: %s', (code, reason) => {
    const error = new NatsError('no', code);
    expect(thrownFor(error)).toMatchObject({
      code: 'nats/not-allowed',
      message: expect.stringContaining(reason),
      cause: error,
    });
  });

  it('is not blamed for another error, which is thrown as it is', () => {
    for (const error of [
      new NatsError('late', ErrorCode.Timeout),
      new Error(ErrorCode.PermissionsViolation),
      undefined,
    ])
      expect(thrownFor(error)).toBe(error);
  });
});
