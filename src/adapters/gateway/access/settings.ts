import { isIP } from 'node:net';
import { z } from 'zod';
import type { Refusal } from '../../../actors/refusal.ts';
import { isLoopback } from '../../addresses.ts';
import { refuse } from '../http/refusals.ts';

/** How to reach an identity provider (OpenID Connect). */
export type OidcSettings = { issuer: string; clientId: string; clientSecret?: string };

/** Where Manyhands listens and who may sign in. */
export type AccessSettings = {
  /** The address to listen on; loopback by default. */
  host?: string;
  /** The origin under which a proxy serves Manyhands, such as `https://study.example.org`. */
  publicUrl?: string;
  /** Whether callers on this machine have to sign in, too. */
  loginAlways?: boolean;
  oidc?: OidcSettings;
};

/** The environment variables about access. */
export const AccessEnvironment = {
  MANYHANDS_HOST: z
    .string()
    .refine((host) => host === 'localhost' || isIP(host) !== 0)
    .optional(),
  MANYHANDS_PUBLIC_URL: z.string().refine(isOrigin).optional(),
  MANYHANDS_LOGIN: z.enum(['auto', 'always']).default('auto'),
  MANYHANDS_OIDC_ISSUER: z.string().refine(isSafeIssuer).optional(),
  MANYHANDS_OIDC_CLIENT_ID: z.string().optional(),
  MANYHANDS_OIDC_CLIENT_SECRET: z.string().optional(),
  MANYHANDS_URL: z.string().refine(isOrigin).optional(),
  MANYHANDS_TOKEN: z.string().optional(),
};
const Variables = z.object(AccessEnvironment);

/** Reads the settings from these variables. */
export function accessSettings(env: z.output<typeof Variables>): AccessSettings {
  const { MANYHANDS_OIDC_ISSUER: issuer, MANYHANDS_OIDC_CLIENT_ID: clientId } = env;
  return {
    host: env.MANYHANDS_HOST,
    publicUrl: env.MANYHANDS_PUBLIC_URL && new URL(env.MANYHANDS_PUBLIC_URL).origin,
    loginAlways: env.MANYHANDS_LOGIN === 'always' || undefined,
    oidc: issuer && clientId ? { issuer, clientId, clientSecret: env.MANYHANDS_OIDC_CLIENT_SECRET } : undefined,
  };
}

/** The refusal for an invalid value of one of these variables; undefined for any other variable. */
export function accessFault(name: string, value: string): Refusal | undefined {
  if (name === 'MANYHANDS_HOST') return refuse('settings/bad-host', { value });
  if (name === 'MANYHANDS_PUBLIC_URL' || name === 'MANYHANDS_URL') return refuse('settings/bad-public-url', { name });
  if (name === 'MANYHANDS_LOGIN') return refuse('settings/bad-login');
  if (name === 'MANYHANDS_OIDC_ISSUER')
    return refuse('settings/bad-oidc', { reason: 'MANYHANDS_OIDC_ISSUER has to be an https address' });
  return undefined;
}

/** Refuses an issuer without a client id, or a client id without an issuer: sign-in would silently be off. */
export function halfOidc(env: z.output<typeof Variables>): Refusal | undefined {
  if (Boolean(env.MANYHANDS_OIDC_ISSUER) === Boolean(env.MANYHANDS_OIDC_CLIENT_ID)) return undefined;
  const missing = env.MANYHANDS_OIDC_ISSUER ? 'MANYHANDS_OIDC_CLIENT_ID' : 'MANYHANDS_OIDC_ISSUER';
  return refuse('settings/bad-oidc', { reason: `${missing} is missing` });
}

/** Whether a text is an origin of http or https with a host name, and nothing more. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isNamed = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(url.hostname) && isIP(url.hostname) === 0;
  return /^https?:$/.test(url.protocol) && isNamed && `${url.origin}/` === url.href;
}

/** The provider's replies authenticate users, so they need TLS; only loopback does without. */
function isSafeIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
