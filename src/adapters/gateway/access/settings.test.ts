import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccessEnvironment, accessFault, accessSettings, halfOidc } from './settings.ts';

const Environment = z.object(AccessEnvironment);
const parsed = (env: Record<string, string>) => Environment.parse(env);
const isTaken = (name: string, value: string) => Environment.safeParse({ [name]: value }).success;

describe('the settings of access', () => {
  it('are those of one’s own machine where nothing is set', () => {
    expect(parsed({})).toEqual({ MANYHANDS_LOGIN: 'auto' });
    expect(accessSettings(parsed({}))).toEqual({
      host: undefined,
      publicUrl: undefined,
      loginAlways: undefined,
      oidc: undefined,
    });
  });

  it('are what the variables say', () => {
    const env = {
      MANYHANDS_HOST: '0.0.0.0',
      MANYHANDS_PUBLIC_URL: 'https://study.example.org/',
      MANYHANDS_LOGIN: 'always',
      MANYHANDS_OIDC_ISSUER: 'https://login.example.org/realm',
      MANYHANDS_OIDC_CLIENT_ID: 'manyhands',
      MANYHANDS_OIDC_CLIENT_SECRET: 'a secret',
    };
    expect(accessSettings(parsed(env))).toEqual({
      host: '0.0.0.0',
      publicUrl: 'https://study.example.org',
      loginAlways: true,
      oidc: { issuer: 'https://login.example.org/realm', clientId: 'manyhands', clientSecret: 'a secret' },
    });
    expect(accessSettings(parsed({ MANYHANDS_LOGIN: 'auto' })).loginAlways).toBeUndefined();
  });

  it.each([
    ['MANYHANDS_HOST', ['localhost', '127.0.0.1', '::', '0.0.0.0'], ['', 'example.org', '127.1', 'localhost:80']],
    ['MANYHANDS_LOGIN', ['auto', 'always'], ['', 'never']],
    [
      'MANYHANDS_PUBLIC_URL',
      ['https://study.example.org', 'http://study.example.org:8400/', 'https://study', 'https://a-1.b'],
      [
        'study.example.org',
        'https://study.example.org/path',
        'https://study.example.org/?a',
        'https://ada@study.example.org',
        'ftp://study.example.org',
        'https://127.0.0.1',
        'https://[::1]',
        'https://a_b.example.org',
        'https://study.example.org.',
        'xhttps://study.example.org',
      ],
    ],
    ['MANYHANDS_URL', ['http://localhost:8400'], ['localhost:8400', 'http://127.0.0.1:8400', 'httpsx://study']],
    [
      'MANYHANDS_OIDC_ISSUER',
      ['https://login.example.org/realm', 'http://127.0.0.1:9000', 'http://localhost:9000'],
      ['login.example.org', 'http://login.example.org', 'ftp://localhost'],
    ],
  ])('take in %s what fits, and nothing else', (name, taken, refused) => {
    for (const value of taken) expect([value, isTaken(name, value)]).toEqual([value, true]);
    for (const value of refused) expect([value, isTaken(name, value)]).toEqual([value, false]);
  });

  it.each([
    ['MANYHANDS_HOST', 'settings/bad-host', '1.2.3'],
    ['MANYHANDS_PUBLIC_URL', 'settings/bad-public-url', 'MANYHANDS_PUBLIC_URL'],
    ['MANYHANDS_URL', 'settings/bad-public-url', 'MANYHANDS_URL'],
    ['MANYHANDS_LOGIN', 'settings/bad-login', 'MANYHANDS_LOGIN'],
    ['MANYHANDS_OIDC_ISSUER', 'settings/bad-oidc', 'MANYHANDS_OIDC_ISSUER has to be an https address'],
  ])('say what is wrong with %s', (name, code, says) =>
    expect(accessFault(name, '1.2.3')).toMatchObject({ code, message: expect.stringContaining(says) }),
  );

  it('say nothing about other variables', () => expect(accessFault('MANYHANDS_PORT', '1')).toBeUndefined());

  it('of an identity provider are whole or none', () => {
    const issuer = { MANYHANDS_OIDC_ISSUER: 'https://login.example.org' };
    const client = { MANYHANDS_OIDC_CLIENT_ID: 'manyhands' };
    expect([halfOidc(parsed({})), halfOidc(parsed({ ...issuer, ...client }))]).toEqual([undefined, undefined]);
    expect(halfOidc(parsed(issuer))?.message).toContain('MANYHANDS_OIDC_CLIENT_ID is missing');
    expect(halfOidc(parsed(client))?.message).toContain('MANYHANDS_OIDC_ISSUER is missing');
    expect([accessSettings(parsed(issuer)).oidc, accessSettings(parsed(client)).oidc]).toEqual([undefined, undefined]);
  });
});
