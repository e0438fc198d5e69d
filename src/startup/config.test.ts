import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../adapters/package.ts';
import { checkSettings, readSettings } from './config.ts';

const codesOf = (env: NodeJS.ProcessEnv) => checkSettings(env).faults.map(({ code }) => code);

describe('the settings', () => {
  it('are complete without a single variable', () => {
    expect(readSettings({})).toEqual({
      port: 8400,
      dataFolder: resolve('.manyhands'),
      cacheFolder: join(packageFolder, '.cache'),
    });
  });

  it('take what the environment says, paths made absolute', () => {
    const env = {
      MANYHANDS_PORT: '0',
      MANYHANDS_DATA: 'study',
      MANYHANDS_LOG_FILE: 'manyhands.log',
      MANYHANDS_NATS_URL: 'nats://user:secret@nats.lab:4222',
    };
    expect(readSettings(env)).toMatchObject({
      port: 0,
      dataFolder: resolve('study'),
      logFile: resolve('manyhands.log'),
      natsUrl: env.MANYHANDS_NATS_URL,
    });
  });

  it('take an empty variable for none', () => {
    expect(readSettings({ MANYHANDS_PORT: '', MANYHANDS_NATS_URL: '', MANYHANDS_LOG_FILE: '' })).toEqual(
      readSettings({}),
    );
  });

  it.each(['-1', '65536', '80.5', 'http', '0x50', ' 80'])('refuse the port %j', (port) => {
    expect(codesOf({ MANYHANDS_PORT: port })).toEqual(['settings/bad-port']);
  });

  it.each(['localhost', 'localhost:4222', 'http://nats.lab:4222', 'nats://'])('refuse the NATS URL %j', (url) => {
    expect(codesOf({ MANYHANDS_NATS_URL: url })).toEqual(['settings/bad-url']);
  });

  it('say where Grafana is', () => {
    expect(readSettings({ MANYHANDS_GRAFANA_URL: 'https://lab.example.org/grafana' })).toMatchObject({
      grafanaUrl: 'https://lab.example.org/grafana',
    });
  });

  it.each(['grafana.lab', 'ftp://grafana.lab', 'https://ada:secret@grafana.lab', 'javascript:alert(1)'])(
    'refuse Grafana at %j',
    (url) => expect(codesOf({ MANYHANDS_GRAFANA_URL: url })).toEqual(['settings/bad-grafana-url']),
  );

  it('say which sites may embed pages', () => {
    const ancestors = (value: string) => readSettings({ MANYHANDS_FRAME_ANCESTORS: value }).frameAncestors;
    expect(ancestors(' https://panel.example.org, http://192.0.2.7:8080\nhttps://*.example.org ')).toEqual([
      'https://panel.example.org',
      'http://192.0.2.7:8080',
      'https://*.example.org',
    ]);
    const { faults } = checkSettings({ MANYHANDS_FRAME_ANCESTORS: 'https://panel.example.org https://[::1]' });
    expect(faults.map(({ code, message }) => [code, message])).toEqual([
      ['settings/bad-frame-ancestors', expect.stringMatching(/ and not "https:\/\/\[::1\]"\.$/)],
    ]);
  });

  it('name the hosts inside that may receive webhooks', () => {
    const hosts = (value: string) => readSettings({ MANYHANDS_WEBHOOK_HOSTS: value }).webhookHosts;
    expect(hosts('Hooks.internal, 10.0.0.7 fd00::7')).toEqual(['hooks.internal', '10.0.0.7', 'fd00::7']);
    for (const value of ['https://hooks.internal', 'hooks.internal:8080', '10.0.0.0/8', '*.internal'])
      expect(checkSettings({ MANYHANDS_WEBHOOK_HOSTS: value }).faults.map(({ code }) => code)).toEqual([
        'settings/bad-webhook-hosts',
      ]);
  });

  it('say who may come in', () => {
    const env = {
      MANYHANDS_HOST: '0.0.0.0',
      MANYHANDS_PUBLIC_URL: 'https://study.example.org/',
      MANYHANDS_LOGIN: 'always',
      MANYHANDS_OIDC_ISSUER: 'https://login.example.org/realm',
      MANYHANDS_OIDC_CLIENT_ID: 'manyhands',
    };
    expect(readSettings(env)).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://study.example.org',
      loginAlways: true,
      oidc: { issuer: 'https://login.example.org/realm', clientId: 'manyhands' },
    });
  });

  it.each([
    [{ MANYHANDS_HOST: 'study.example.org' }, 'settings/bad-host'],
    [{ MANYHANDS_PUBLIC_URL: 'https://study.example.org/path' }, 'settings/bad-public-url'],
    [{ MANYHANDS_PUBLIC_URL: 'https://192.168.1.5' }, 'settings/bad-public-url'],
    [{ MANYHANDS_PUBLIC_URL: 'study.example.org' }, 'settings/bad-public-url'],
    [{ MANYHANDS_LOGIN: 'never' }, 'settings/bad-login'],
    [{ MANYHANDS_OIDC_ISSUER: 'http://login.example.org', MANYHANDS_OIDC_CLIENT_ID: 'x' }, 'settings/bad-oidc'],
    [{ MANYHANDS_OIDC_ISSUER: 'https://login.example.org' }, 'settings/bad-oidc'],
    [{ MANYHANDS_OIDC_CLIENT_ID: 'x' }, 'settings/bad-oidc'],
  ])('refuse %j', (env, code) => {
    expect(codesOf(env)).toEqual([code]);
  });

  it('name every fault, and never repeat a URL, which may hold a password', () => {
    const { faults } = checkSettings({ MANYHANDS_PORT: 'x', MANYHANDS_FACTS_URL: 'http://me:secret@lab' });
    expect(faults.map(({ code }) => code)).toEqual(['settings/bad-port', 'settings/bad-url']);
    expect(faults.map(({ message }) => message).join(' ')).toMatch(/MANYHANDS_PORT.*MANYHANDS_FACTS_URL/);
    expect(faults.map(({ message }) => message).join(' ')).not.toContain('secret');
  });

  it('know the folder they belong to', () => {
    expect(existsSync(join(packageFolder, 'package.json'))).toBe(true);
  });
});
