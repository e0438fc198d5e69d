import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damage } from '../../runtime/integrity/damage.ts';
import { type Access, openAccess } from './access/access.ts';
import { openClosedGateway } from './closed.ts';
import type { Gateway } from './http/listen.ts';

const password = 'four words are enough';
let folder: string;
let access: Access;
let gateway: Gateway;
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://localhost:${gateway.port}${path}`, {
    headers: { accept: 'text/html', ...headers },
    redirect: 'manual',
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-closed-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>The app</title>');
  access = openAccess({ dataFolder: folder, loginAlways: true });
  await access.users.add({ name: 'ada', role: 'owner', password });
  gateway = await openClosedGateway({
    access,
    port: 0,
    homeFolder: folder,
    damages: [damage('log/gap', { from: 3, missing: 1, last: 9 })],
    notes: [],
    logSequence: 9,
    report: () => undefined,
  });
});
afterEach(async () => {
  await gateway.close();
  access.close();
  rmSync(folder, { recursive: true });
});

describe('a server that is closed for work', () => {
  it('names the login page, and serves it', async () => {
    const closed = await get('/runs');
    expect([closed.status, await closed.text()]).toEqual([503, expect.stringContaining('href="/login"')]);
    const page = await get('/login');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('The app')]);
  });

  it('shows what is missing to those who signed in, and to nobody else', async () => {
    expect(await (await get('/health')).json()).toEqual({ ok: false });
    const signedIn = await fetch(`http://localhost:${gateway.port}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'ada', password }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await (await get('/health', { cookie })).json()).toMatchObject({ damages: [{ code: 'log/gap' }] });
  });

  it('serves no screen but that of the login', async () => {
    expect((await get('/index.html')).status).toBe(503);
  });
});
