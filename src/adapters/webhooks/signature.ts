import { createHmac, randomBytes } from 'node:crypto';

const secretMark = 'whsec_';

/** A new secret as the Standard Webhooks specification spells it: 256 random bits in base64 after `whsec_`. */
export const newWebhookSecret = (): string => secretMark + randomBytes(32).toString('base64');

/** What a signature is made of: the id of the message, the time of the attempt in seconds since 1970, and the body. */
type Signed = { id: string; seconds: number; body: string };

/** The value of `webhook-signature`: a signature of version 1 with each secret, between blanks. */
export const signatureOf = ({ id, seconds, body }: Signed, secrets: readonly string[]): string =>
  secrets
    .map((secret) => Buffer.from(secret.slice(secretMark.length), 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`)
    .join(' ');
