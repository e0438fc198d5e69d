import { Refusal } from '../../../actors/refusal.ts';
import { refuse } from '../refusals.ts';

const provider = 'MTurk';

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

const statusOf = (error: unknown) => (error as SdkError).$metadata?.httpStatusCode;

/** The code that MTurk gives an error, without what all codes begin with; such as `HITDoesNotExist`. */
export const codeOf = (error: unknown) => (error as SdkError).TurkErrorCode?.replace('AWS.MechanicalTurk.', '');

/** Whether MTurk did nothing, since there were too many requests. */
export const isThrottled = (error: unknown) =>
  (error as Error).name === 'ThrottlingException' || statusOf(error) === 429;

/** Whether a request may or may not have been carried out: no reply came, or one of a server that failed. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof Refusal) return false;
  const status = statusOf(error);
  return status === undefined || status >= 500;
}

/** Whether a request never came to MTurk. */
export const isUnreached = (error: unknown) =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes((error as SdkError).code ?? '');

/** Whether work was submitted so lately that MTurk cannot decide on it yet. */
export const isTooEarly = (error: unknown) => (error as Error).message.includes('with a status of: null');

/** Whether an earlier request with the same token was carried out. */
export const isProcessed = (error: unknown) =>
  /idempotency token .* has already been processed/i.test((error as Error).message);

/** What MTurk says, as one sentence; its texts end with a time, which is no use to people. */
export const saysOf = (error: unknown) =>
  `${(error as Error).message.replace(/\s*\(\d+ s\)$/, '').replace(/[.\s]+$/, '')}.`;

/** Why a request has no reply that says anything; such as `it did not reply in time`. */
export function reasonOf(error: unknown): string {
  const { name, code = '' } = error as SdkError;
  const status = statusOf(error);
  if (name === 'TimeoutError') return 'it did not reply in time';
  if (isThrottled(error)) return 'there are too many requests';
  return status === undefined ? (unreachable[code] ?? 'the connection failed') : `it replies with the status ${status}`;
}

/** What an error of the SDK means, as a refusal. */
export function mturkRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const says = saysOf(error);
  if (keyErrors.has((error as Error).name)) return refuse('provider/wrong-key', { provider });
  if (isThrottled(error)) return refuse('provider/busy', { provider, seconds: busySeconds });
  if ((error as Error).name === 'AccessDeniedException') return refuse('provider/no-access', { provider, says });
  if (isUncertain(error)) return refuse('provider/unavailable', { provider, reason: reasonOf(error) });
  if (codeOf(error) === 'InsufficientFunds') return refuse('provider/too-little-money', { provider, says });
  if (codeOf(error)?.endsWith('DoesNotExist')) return refuse('provider/not-found', { provider, says });
  return refuse('provider/refused', { provider, says });
}

/** A refusal of ours, in the words of a provider. */
export const mturkRefuses = (says: string) => refuse('provider/refused', { provider, says });
