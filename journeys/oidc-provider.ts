import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { vi } from 'vitest';

type Claims = Record<string, unknown>;

/** What a provider that lies says in place of what would be right. */
export type Lies = {
  /** Claims that go over those of the ID token. */
  idToken?: Claims;
  /** Claims that go over those of the userinfo endpoint. */
  userinfo?: Claims;
  /** Signs the ID token with a key of nobody's. */
  forged?: boolean;
};

/** How a provider is set up, and what it knows of people by the name they log in with. */
type ProviderSettings = {
  clientId: string;
  clientSecret: string;
  users: Record<string, Claims>;
  /** Whether it says all it knows in the ID token, as many do, or keeps to the standard's own way: the userinfo endpoint. */
  hasEmailInIdToken: boolean;
};

/**
 * An identity provider on a free loopback port: `oidc-provider`, certified by the OpenID Foundation, with its own pages
 * for login and consent. What a right one never says, `lie` makes it say.
 */
export async function openOidcProvider({ clientId, clientSecret, users, hasEmailInIdToken }: ProviderSettings) {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  let lies: Lies = {};

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Changes the provider's answer on its way out. */
  async function addLies({ oidc, body }: KoaContextWithOIDC) {
    const answer = body as Claims;
    if (oidc?.route === 'userinfo') Object.assign(answer, lies.userinfo);
    if (oidc?.route !== 'token' || !answer.id_token) return;
    if (lies.idToken || lies.forged)
      answer.id_token = signedAgain(String(answer.id_token), lies.idToken ?? {}, lies.forged ? strangers : own);
  }

  return {
    settings: { issuer, clientId, clientSecret },

    /** Registers Manyhands with the provider; nobody can sign in before. */
    async register(redirectUri: string) {
      // It warns of what a provider for tests may well do: run on Node 20, keep sessions in memory, show its own forms.
      const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const { default: Provider } = await import('oidc-provider');
      const provider = new Provider(issuer, {
        clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
        jwks: { keys: [{ ...own.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }] },
        claims: { email: ['email', 'email_verified'] },
        conformIdTokenClaims: !hasEmailInIdToken,
        ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
        cookies: { keys: ['for signing cookies'] },
        findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...users[sub] }) }),
      });
      provider.use(async (context, next) => {
        await next();
        await addLies(context as KoaContextWithOIDC);
      });
      server.on('request', provider.callback());
      warnings.mockRestore();
    },

    /** Lets it say something untrue from now on; with nothing, only the truth again. */
    lie(changed: Lies = {}) {
      lies = changed;
    },

    /** Logs in on its pages and agrees to what they ask, as a person does; where it sends them back to. */
    async passThrough(url: string, login: string): Promise<URL> {
      const cookies = new Map<string, string>();
      let next: { url: URL; form?: URLSearchParams } = { url: new URL(url) };
      while (next.url.origin === issuer) {
        const response = await fetch(next.url, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
          ...(next.form ? { method: 'POST', body: next.form } : {}),
        });
        for (const cookie of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
          cookies.set(name, value);
        }
        const page = await response.text();
        const location = response.headers.get('location');
        next = location ? { url: new URL(location, next.url) } : filledIn(page, login);
      }
      return next.url;
    },

    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The form of a page with what a person puts into it. */
function filledIn(page: string, login: string): { url: URL; form: URLSearchParams } {
  const [, action] = /<form[^>]* action="([^"]+)" method="post"/.exec(page) ?? [];
  if (!action) throw new Error(`The provider shows no form: ${page.replace(/<[^>]*>|\s+/g, ' ')}`);
  const [, prompt = ''] = /<input type="hidden" name="prompt" value="(\w+)"/.exec(page) ?? [];
  const answers: Record<string, string> = prompt === 'login' ? { login, password: 'any' } : {};
  return { url: new URL(action), form: new URLSearchParams({ prompt, ...answers }) };
}

/** The same token with other claims, signed with this key. */
function signedAgain(token: string, changes: Claims, key: KeyObject): string {
  const [header = '', payload = ''] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...changes };
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
