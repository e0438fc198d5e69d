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

/** What a browser keeps while it is at the provider, in a cookie. */
export const OidcState = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() });
export type OidcState = z.infer<typeof OidcState>;

/** An identity provider. */
export type Oidc = ReturnType<typeof openOidc>;

const Claims = z.object({ email: z.string().regex(/^[\w.+-]+@[\w.-]+$/), email_verified: z.literal(true) });

/** A client of an identity provider: authorization code flow with PKCE, state and nonce. Discovery happens at the first sign-in. */
export function openOidc({ issuer, clientId, clientSecret }: OidcSettings) {
  let known: Promise<Configuration> | undefined;

  function provider(): Promise<Configuration> {
    // By default the client relies on TLS; this also verifies each token's signature with the provider's keys.
    const execute = [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])];
    known ??= discovery(new URL(issuer), clientId, clientSecret, clientSecret ? undefined : None(), { execute });
    // Discovery is tried again at the next sign-in.
    return known.catch((error) => {
      known = undefined;
      throw Object.assign(refuse('access/oidc-unavailable'), { cause: error });
    });
  }

  return {
    /** The address to redirect to, and the state to keep until the callback. */
    async begin(redirectUri: string, next: string): Promise<{ url: string; state: OidcState }> {
      const configuration = await provider();
      const oidcState = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), next };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await calculatePKCECodeChallenge(oidcState.verifier),
        code_challenge_method: 'S256',
        state: oidcState.state,
        nonce: oidcState.nonce,
      });
      return { url: url.href, state: oidcState };
    },

    /** The verified e-mail address of the user, from the callback's `url`. */
    async finish(url: URL, { state, nonce, verifier }: OidcState): Promise<string> {
      const configuration = await provider();
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const claims = await authorizationCodeGrant(configuration, url, checks)
        .then(async (tokens) => {
          const claims = tokens.claims();
          const hasMore = claims && claims.email === undefined && configuration.serverMetadata().userinfo_endpoint;
          // OpenID Connect has the address at the userinfo endpoint; many providers put it into the token as well.
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

/** The provider's error code, if it gave one; its descriptions are for its administrator. */
const reasonOf = (error: Error & { error?: unknown; code?: unknown }): string =>
  ([error.error, error.code].find((word) => typeof word === 'string' && /^[\w-]{1,60}$/.test(word)) as
    | string
    | undefined) ?? 'its answer was not the one expected';
