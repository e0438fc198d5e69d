import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { refuse } from '../http/refusals.ts';
import type { OidcSettings } from './settings.ts';

/** What a browser keeps between leaving for the provider and coming back. */
export const Journey = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() });
export type Journey = z.infer<typeof Journey>;

/** An identity provider. */
export type Oidc = ReturnType<typeof openOidc>;

const Claims = z.object({ email: z.string().regex(/^[\w.+-]+@[\w.-]+$/), email_verified: z.literal(true) });

/** Speaks with an identity provider: authorization code, PKCE, state and nonce. The first request goes out at the first sign-in. */
export function openOidc({ issuer, clientId, clientSecret }: OidcSettings) {
  let known: Promise<Configuration> | undefined;

  function provider(): Promise<Configuration> {
    // By itself the client trusts what comes over TLS; with this it also holds each token's signature against the provider's keys.
    const execute = [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])];
    known ??= discovery(new URL(issuer), clientId, clientSecret, clientSecret ? undefined : None(), { execute });
    // A provider that was away may be back at the next attempt.
    return known.catch((error) => {
      known = undefined;
      throw Object.assign(refuse('access/oidc-unavailable'), { cause: error });
    });
  }

  return {
    /** Where to send a browser, and what it has to return with. */
    async begin(redirectUri: string, next: string): Promise<{ url: string; journey: Journey }> {
      const configuration = await provider();
      const journey = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), next };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await calculatePKCECodeChallenge(journey.verifier),
        code_challenge_method: 'S256',
        state: journey.state,
        nonce: journey.nonce,
      });
      return { url: url.href, journey };
    },

    /** The e-mail address of the user who comes back at `url`, as the provider vouches for it. */
    async finish(url: URL, { state, nonce, verifier }: Journey): Promise<string> {
      const configuration = await provider();
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const claims = await authorizationCodeGrant(configuration, url, checks)
        .then(async (tokens) => {
          const claims = tokens.claims();
          const hasMore = claims && claims.email === undefined && configuration.serverMetadata().userinfo_endpoint;
          // The standard's own place for an address is the userinfo endpoint; many providers put it into the token as well.
          return hasMore ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims;
        })
        .catch((error: Error) => {
          throw Object.assign(refuse('access/oidc-failed', { reason: reasonOf(error) }), { cause: error });
        });
      const { success, data } = Claims.safeParse(claims);
      if (!success) throw refuse('access/oidc-failed', { reason: 'the provider did not vouch for an e-mail address' });
      return data.email.toLowerCase();
    },
  };
}

/** The provider's own error code, where it gave one; its longer texts are for its administrator. */
const reasonOf = (error: Error & { error?: unknown; code?: unknown }): string =>
  ([error.error, error.code].find((word) => typeof word === 'string' && /^[\w-]{1,60}$/.test(word)) as
    | string
    | undefined) ?? 'its answer was not the one expected';
