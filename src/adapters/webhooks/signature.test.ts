import { expect, it } from 'vitest';
import { newWebhookSecret, signatureOf } from './signature.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body: '{"test": 2432232314}' };

it('signs as the example of the Standard Webhooks libraries does', () => {
  expect(signatureOf(message, [secret])).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it('signs with each secret while there are two', () => {
  const [one, other] = [newWebhookSecret(), newWebhookSecret()];
  expect(one).not.toBe(other);
  expect(Buffer.from(one.slice(6), 'base64')).toHaveLength(32);
  expect(signatureOf(message, [one, other])).toBe(`${signatureOf(message, [one])} ${signatureOf(message, [other])}`);
});
