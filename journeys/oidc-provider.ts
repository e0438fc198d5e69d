import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the provider says of whoever signs in next; what is given here goes over what would be right. */
export type Told = {
  email?: string;
  email_verified?: boolean;
  nonce?: string;
  aud?: string;
  iss?: string;
  exp?: number;
};

/** An identity provider of its own on a free loopback port: it lets in whoever comes, as `tell` says they are. */
export async function openOidcProvider(client: { id: string; secret: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const asked = new Map<string, URLSearchParams>();
  let told: Told = {};
  let isForged = false;
  let issuer = '';

  function idToken(request: URLSearchParams): string {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: issuer,
      aud: client.id,
      sub: 'person-1',
      iat: now,
      exp: now + 60,
      nonce: request.get('nonce'),
    };
    const parts = [
      { alg: 'RS256', kid: 'key-1' },
      { ...usual, ...told },
    ];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), isForged ? stranger : privateKey).toString('base64url')}`;
  }

  function authorize(query: URLSearchParams, response: ServerResponse) {
    const code = randomBytes(16).toString('hex');
    asked.set(code, query);
    const back = new URL(query.get('redirect_uri') ?? '');
    back.search = String(new URLSearchParams({ code, state: query.get('state') ?? '', iss: issuer }));
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse) {
    const form = new URLSearchParams(await text(request));
    const before = asked.get(form.get('code') ?? '');
    asked.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      before?.get('code_challenge') === challenge &&
      before.get('code_challenge_method') === 'S256' &&
      before.get('redirect_uri') === form.get('redirect_uri') &&
      form.get('client_id') === client.id &&
      form.get('client_secret') === client.secret;
    if (!before || !isRight) return sendJson(response, { error: 'invalid_grant' }, 400);
    return sendJson(response, { access_token: 'unused', token_type: 'Bearer', id_token: idToken(before) });
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    if (pathname === '/authorize') return authorize(searchParams, response);
    if (pathname === '/token') return void token(request, response);
    if (pathname === '/jwks')
      return sendJson(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256' }] });
    return sendJson(response, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    settings: { issuer, clientId: client.id, clientSecret: client.secret },
    /** Says who signs in from now on, and whether the word of it is signed with a key of nobody's. */
    tell(person: Told, forged = false) {
      told = person;
      isForged = forged;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function sendJson(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
