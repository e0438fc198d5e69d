import { createSign, generateKeyPairSync } from 'node:crypto';
import type { Submission, World } from './model.ts';
import { found } from './refusal.ts';
import { newId, nowMs } from './world.ts';

/** Signs the addresses of studies that want that, and shows the key to verify them with. */
export type UrlSigner = { sign(payload: Record<string, unknown>): string; jwks(): { keys: Record<string, unknown>[] } };

/** Makes its key when it is first needed, since that takes a moment. */
export function newUrlSigner(world: World): UrlSigner {
  let made: { kid: string; pair: ReturnType<typeof generateKeys> } | undefined;
  const keys = () => {
    made ??= { kid: newId(world), pair: generateKeys() };
    return made;
  };
  return {
    sign(payload) {
      const { kid, pair } = keys();
      const signed = [{ alg: 'RS256', typ: 'JWT', kid }, payload]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pair.privateKey, 'base64url')}`;
    },
    jwks() {
      const { kid, pair } = keys();
      return { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] };
    },
  };
}

const generateKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

const issuer = 'https://www.prolific.com';
const tokenLifetimeSeconds = 3600;

/** The address that a participant is sent to, with the template variables replaced. */
export function studyUrlOf(world: World, signer: UrlSigner, submission: Submission): string {
  const { fields } = found(world.studies, submission.studyId, 'study');
  const template = submission.accessUrl ?? fields.external_study_url ?? '';
  const url = template
    .replaceAll('{{%PROLIFIC_PID%}}', submission.participantId)
    .replaceAll('{{%STUDY_ID%}}', submission.studyId)
    .replaceAll('{{%SESSION_ID%}}', submission.id);
  if (!fields.is_external_study_url_secure) return url;
  const secure = new URL(url);
  const atSeconds = Math.floor(nowMs(world) / 1000);
  const token = signer.sign({
    iss: issuer,
    aud: secure.origin,
    iat: atSeconds,
    exp: atSeconds + tokenLifetimeSeconds,
    prolific: Object.fromEntries(secure.searchParams),
  });
  secure.searchParams.set('prolific_token', token);
  return secure.href;
}
