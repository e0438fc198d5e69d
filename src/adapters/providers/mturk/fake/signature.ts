import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { MturkError } from './errors.ts';

type Request = { method: string; url: string; headers: Record<string, string | string[] | undefined>; body: string };
type Keys = { accessKeyId: string; secretAccessKey: string };

const region = 'us-east-1';
const service = 'mturk-requester';
/** How far the clocks of both sides can be apart. */
const maxSkewMs = 5 * 60_000;

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** Refuses a request that these keys did not sign (Signature Version 4). `nowMs` is the computer's time: signers know no other. */
export function requireSignature(request: Request, keys: Keys, nowMs: number): void {
  const { authorization } = request.headers;
  if (authorization === undefined)
    throw new MturkError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, keyId = '', day = '', itsRegion, itsService, signedHeaders = '', signature = ''] =
    form.exec(String(authorization)) ?? [];
  if (!keyId)
    throw new MturkError(
      'IncompleteSignatureException',
      'Authorization header is not in the form of AWS4-HMAC-SHA256.',
    );
  if (keyId !== keys.accessKeyId)
    throw new MturkError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (itsRegion !== region) throw invalid('Credential should be scoped to a valid region.');
  if (itsService !== service) throw invalid(`Credential should be scoped to correct service: '${service}'.`);
  const date = requireDate(request, day, nowMs);
  const names = signedHeaders.split(';');
  if (!names.includes('host')) throw invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical(request, names))].join('\n');
  const expected = hmac(signingKey(keys.secretAccessKey, day), text);
  if (timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return;
  throw invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

const invalid = (message: string) => new MturkError('InvalidSignatureException', message);

function requireDate({ headers }: Request, day: string, nowMs: number): string {
  const date = String(headers['x-amz-date'] ?? '');
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.slice(1).map(Number);
  if (!parts)
    throw new MturkError('IncompleteSignatureException', "Authorization header requires existence of 'X-Amz-Date'.");
  if (!date.startsWith(day))
    throw invalid('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.');
  const [year = 0, month = 1, ...rest] = parts;
  const skew = Math.abs(Date.UTC(year, month - 1, ...rest) - nowMs);
  if (skew > maxSkewMs) throw invalid(`Signature expired: ${date} is more than 5 min. from now.`);
  return date;
}

function canonical({ method, url, headers, body }: Request, names: readonly string[]): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const lines = names.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replaceAll(/\s+/g, ' ')}\n`,
  );
  const hash = sha256(body);
  const stated = headers['x-amz-content-sha256'];
  if (stated !== undefined && stated !== hash)
    throw invalid('The provided x-amz-content-sha256 header does not match what was computed.');
  return [method, pathname, query.join('&'), lines.join(''), names.join(';'), hash].join('\n');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

const signingKey = (secret: string, day: string) =>
  [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer;
