import type { MTurkClient, MTurkClientConfig } from '@aws-sdk/client-mturk';
import { Refusal } from '../../../actors/refusal.ts';
import type { Credentials } from '../../../runtime/ports/provider.ts';
import { providerAddress } from '../provider-address.ts';
import { refuse } from '../refusals.ts';

/** MTurk is in one region, whatever region other tools of this machine use. */
const region = 'us-east-1';
const sandboxUrl = 'https://mturk-requester-sandbox.us-east-1.amazonaws.com';
const [connectTimeoutMs, timeoutMs] = [10_000, 30_000];
/** How often the SDK itself makes a request that may be made again. */
const maxAttempts = 4;

/** Which MTurk it is, and how its requests go out. */
export type MturkSettings = { isSandbox: boolean } & Pick<MTurkClientConfig, 'requestHandler'>;

/** Opens the SDK for an account. It is loaded here, since most runs need none of it. */
export async function openMturkClient(
  { access_key_id = '', secret_access_key = '', url }: Credentials,
  { isSandbox, requestHandler = { connectionTimeout: connectTimeoutMs, requestTimeout: timeoutMs } }: MturkSettings,
): Promise<MTurkClient> {
  const endpoint = url ? providerAddress(url, 'url').href : isSandbox ? sandboxUrl : undefined;
  const { MTurkClient } = await import('@aws-sdk/client-mturk');
  return new MTurkClient({
    ...{ region, maxAttempts, requestHandler },
    ...(endpoint ? { endpoint } : {}),
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  });
}

/** An error of the SDK; what is not JSON, such as a page of HTML, has the status alone. */
type SdkError = Error & {
  TurkErrorCode?: string;
  $metadata?: { httpStatusCode?: number };
  code?: string;
};

const keyErrors = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'InvalidClientTokenId',
  'IncompleteSignature',
]);
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was closed without a reply',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of its host cannot be looked up right now',
};
const busySeconds = 60;

/** What an error of the SDK means, as a refusal; the texts of MTurk end with a time, which is no use to people. */
export function mturkRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const provider = 'MTurk';
  const { name, message, code = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const says = `${message.replace(/\s*\(\d+ s\)$/, '').replace(/[.\s]+$/, '')}.`;
  if (keyErrors.has(name)) return refuse('provider/wrong-key', { provider });
  if (name === 'ThrottlingException') return refuse('provider/busy', { provider, seconds: busySeconds });
  if (name === 'AccessDeniedException') return refuse('provider/no-access', { provider, says });
  if (name === 'TimeoutError') return refuse('provider/unavailable', { provider, reason: 'it did not reply in time' });
  if (status === undefined)
    return refuse('provider/unavailable', { provider, reason: unreachable[code] ?? 'the connection failed' });
  if (status >= 500)
    return refuse('provider/unavailable', { provider, reason: `it replies with the status ${status}` });
  return refuse('provider/refused', { provider, says });
}
