import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApp } from '../new-app.ts';
import { answerErrors, unknownPath } from './errors.ts';
import { refuse } from './refusals.ts';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };
const page = 'text/html; charset=utf-8';
const json = 'application/json; charset=utf-8';

let app: FastifyInstance;
beforeAll(async () => {
  app = newApp({ publicUrl: new URL('https://study.example.org') }, { bodyLimit: 1000 });
  answerErrors(app, () => undefined);
  const failures = {
    'unknown-1': refuse('run/unknown', { run: 'unknown-1' }),
    'busy-1': refuse('request/too-often', { seconds: 7 }),
    'nobody-1': refuse('link/no-worker-in-it'),
    'silent-1': refuse('log/unavailable'),
    'bug-1': new Error('a bug'),
  };
  app.get('/@run/:run/*', async ({ params, url }) => {
    throw failures[(params as { run: keyof typeof failures }).run] ?? unknownPath(url);
  });
  app.get('/@app/missing', async ({ url }) => {
    throw unknownPath(url);
  });
  await app.ready();
});
afterAll(() => app.close());

async function open(host: string, url = '/', headers: Record<string, string> = browser) {
  const { statusCode, headers: sent, body } = await app.inject({ method: 'GET', url, headers: { host, ...headers } });
  return { status: statusCode, type: sent['content-type'], code: sent['x-refusal'], retry: sent['retry-after'], body };
}

const links = [
  [
    'a link in which nobody is',
    'nobody-1.localhost',
    '/?pid={pid}',
    400,
    'link/no-worker-in-it',
    'Part of the link is missing',
  ],
  ['an unknown run', 'unknown-1.localhost:8400', '/', 404, 'run/unknown', 'There is no study at this address'],
  ['the same on a public host', 'unknown-1.study.example.org', '/', 404, 'run/unknown', 'There is no study'],
  ['a host name that nothing has', 'evil.example', '/', 404, 'request/unknown-path', 'There is no study'],
  [
    'a run whose page is missing',
    'films-1.localhost',
    '/?worker_id=ada',
    404,
    'request/unknown-path',
    'cannot be shown',
  ],
  [
    'another page of a run',
    'films-1.localhost',
    '/other.html',
    404,
    'request/unknown-path',
    'This page does not exist',
  ],
  ['an address that is not valid', 'films-1.localhost', '/%ff', 400, 'request/bad-address', 'This page does not exist'],
  ['a run that was asked too often', 'busy-1.localhost', '/', 429, 'request/too-often', 'Please wait a minute'],
  ['a run whose log is silent', 'silent-1.localhost', '/', 503, 'log/unavailable', 'Please try again in a few minutes'],
  ['a fault of ours', 'bug-1.localhost', '/', 500, 'server/bug', 'Please try again in a few minutes'],
] as const;

describe('a link for workers that leads to a refusal', () => {
  it.each(links)('is a page in a browser: %s', async (_, host, url, status, code, text) => {
    const shown = await open(host, url);
    expect([shown.status, shown.type, shown.code]).toEqual([status, page, code]);
    expect(shown.body).toContain(text);
    expect(shown.body).toContain('<html lang="en"');
    expect(shown.body).toContain('prefers-color-scheme:dark');
    // Nothing of this helps a worker: codes, commands, names of runs, or files from elsewhere.
    expect(shown.body).not.toMatch(/\w+\/(unknown|too|bug|bad)|bin\/manyhands|-1\b|<script|<link|src=|url\(/);
  });

  it.each(links)('is JSON for a program: %s', async (_, host, url, status, code) => {
    const programs: Record<string, string>[] = [{ accept: '*/*' }, {}, { ...browser, 'sec-fetch-mode': 'cors' }];
    for (const headers of programs) {
      const { type, body, ...got } = await open(host, url, headers);
      expect([got.status, type, JSON.parse(body).code]).toEqual([status, json, code]);
    }
  });

  it('is in the language of the browser', async () => {
    const speaks = (language: string) => open('unknown-1.localhost', '/', { ...browser, 'accept-language': language });
    expect((await speaks('de-CH')).body).toMatch(/<html lang="de" dir="ltr">[\s\S]*<h1>Unter dieser Adresse/);
    expect((await speaks('ar')).body).toContain('<html lang="ar" dir="rtl">');
    expect((await speaks('xx')).body).toContain('There is no study at this address');
  });

  it('says when to try again, in its headers', async () => {
    expect((await open('busy-1.localhost')).retry).toBe('7');
    expect((await open('busy-1.localhost', '/', {})).retry).toBe('7');
  });
});

describe('an address of the app that is refused', () => {
  it('stays JSON, since the app has pages of its own', async () => {
    expect(await open('localhost', '/missing')).toMatchObject({ status: 404, type: json });
  });
});
