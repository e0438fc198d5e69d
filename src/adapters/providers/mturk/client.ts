import type { MTurk, MTurkClientConfig } from '@aws-sdk/client-mturk';
import type { Credentials } from '../../../runtime/ports/provider.ts';
import { providerAddress } from '../provider-address.ts';

/** MTurk is in one region, whatever region other tools of this machine use. */
const region = 'us-east-1';
const sandboxUrl = 'https://mturk-requester-sandbox.us-east-1.amazonaws.com';
const [connectTimeoutMs, timeoutMs] = [10_000, 30_000];
/** The SDK would make every request again that fails, a bonus, too: what may be made again is decided by who makes it. */
const maxAttempts = 1;

/** Without the last word, the SDK only prints a warning when the time is over, and goes on waiting. */
const ownHandler = { connectionTimeout: connectTimeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true };

/** How long at least between two requests, and after one too many; and how long at most. */
export type Pace = { gapMs: number; throttledPauseMs: number; maxGapMs: number };

/** Which MTurk it is, and how its requests go out; `pauseMs` is the first pause before one is made again. */
export type MturkSettings = { isSandbox: boolean; pauseMs?: number; pace?: Pace } & Pick<
  MTurkClientConfig,
  'requestHandler'
>;

/** Opens the SDK for an account. It is loaded here, since most runs need none of it. */
export async function openMturkClient(
  { access_key_id = '', secret_access_key = '', url }: Credentials,
  { isSandbox, requestHandler = ownHandler }: MturkSettings,
): Promise<MTurk> {
  const endpoint = url ? providerAddress(url, 'url').href : isSandbox ? sandboxUrl : undefined;
  const { MTurk } = await import('@aws-sdk/client-mturk');
  return new MTurk({
    ...{ region, maxAttempts, requestHandler },
    ...(endpoint ? { endpoint } : {}),
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  });
}
