import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFakeClock } from '../src/adapters/providers/fakes/clock.ts';
import { openFaults } from '../src/adapters/providers/fakes/faults.ts';
import { type FakeMturk, openFakeMturk } from '../src/adapters/providers/mturk/fake/fake-mturk.ts';
import { type FakeProlific, openFakeProlific } from '../src/adapters/providers/prolific/fake/fake-prolific.ts';
import { command } from '../src/cli/for-tests.ts';
import { seeded } from '../src/projections/statistics/seeded.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

const tokens = ['canary-prolific-one', 'canary-prolific-two'] as const;
const mturkKeys = { accessKeyId: 'AKIACANARY', secretAccessKey: 'canary-mturk-secret' };

/** All files of a folder that have this text in them. */
const filesWith = (folder: string, text: string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => readFileSync(join(folder, name)).includes(text));

describe('accounts at providers', () => {
  let daemon: TestDaemon;
  let prolific: FakeProlific;
  let mturk: FakeMturk;
  let out = '';
  const notices: string[] = [];
  const clock = openFakeClock();
  const faults = openFaults(seeded(1));

  beforeAll(async () => {
    prolific = await openFakeProlific({ clock, faults, random: seeded(1), tokens, balanceCents: 12_345, port: 0 });
    mturk = await openFakeMturk({ ...mturkKeys, balanceCents: 700, port: 0 });
    daemon = await openTestDaemon({ notify: (sentence) => void notices.push(sentence) });
  });
  afterAll(async () => {
    await daemon?.end();
    await prolific?.close();
    await mturk?.close();
    clock.close();
  });

  /** Runs a command and keeps all that it prints. */
  async function manyhands(...words: string[]) {
    const ran = await command(words, { dataFolder: join(daemon.folder, 'data') });
    out += ran.out + ran.err;
    return ran;
  }
  const registerProlific = (token: string, ...more: string[]) =>
    manyhands('register', 'prolific', `api_key=${token}`, `url=${prolific.url}/api/v1/`, ...more);

  it('are registered once the provider knows the key', async () => {
    expect((await registerProlific('wrong')).err).toContain('provider/wrong-key');
    expect((await manyhands('requesters')).err).toContain('There are no accounts at providers.');
    const { out: registered, code } = await registerProlific(tokens[0], 'name=lab');
    expect([code, registered]).toEqual([
      0,
      expect.stringMatching(/^lab is the account of .* at Prolific\. It can spend 123\.45 GBP at the moment\.\n$/),
    ]);
    const ofAmazon = await manyhands(
      ...['register', 'mturk_sandbox', `access_key_id=${mturkKeys.accessKeyId}`],
      ...[`secret_access_key=${mturkKeys.secretAccessKey}`, `url=${mturk.url}`],
    );
    expect(ofAmazon.out).toBe(
      'mturk_sandbox is the account of AKIACANARY at MTurk Sandbox. It can spend 7.00 USD at the moment.\n',
    );
  });

  it('get another key, outlast a restart, and are checked with what the provider says', async () => {
    expect((await registerProlific(tokens[1], 'name=lab')).out).toContain('has another key');
    daemon = await daemon.reopen();
    expect((await manyhands('requesters', 'check', 'lab')).out).toContain('123.45 GBP');
    faults.order({ kind: 'html-503' });
    const down = await manyhands('requesters', 'check', 'lab');
    faults.clear();
    expect([down.code, down.err]).toEqual([1, expect.stringContaining('provider/unavailable')]);
    expect((await manyhands('requesters')).out).toContain('Prolific cannot be reached');
    expect((await manyhands('requesters', 'check', 'lab')).code).toBe(0);
  });

  it('are in no output, log, fact or file but their own, and in none once they are removed', async () => {
    const data = join(daemon.folder, 'data');
    const replies = await Promise.all(
      ['/api/requesters', '/api/providers', '/api/events', '/health', '/metrics', '/api/audit'].map(async (path) =>
        (await fetch(new URL(path, daemon.url))).text(),
      ),
    );
    const all = [...replies, ...notices, out].join('\n');
    for (const secret of [...tokens, mturkKeys.secretAccessKey]) expect(all).not.toContain(secret);
    const own = (text: string) => filesWith(data, text).filter((name) => !name.startsWith('requesters.db'));
    expect([...tokens, mturkKeys.secretAccessKey].flatMap(own)).toEqual([]);
    // What was replaced is gone at once.
    expect(filesWith(data, tokens[0])).toEqual([]);
    expect(statSync(join(data, 'requesters.db')).mode & 0o777).toBe(0o600);
    await manyhands('requesters', 'remove', 'lab');
    await manyhands('requesters', 'remove', 'mturk_sandbox');
    expect([tokens[1], mturkKeys.secretAccessKey].flatMap((secret) => filesWith(data, secret))).toEqual([]);
  });

  it('are for owners alone', async () => {
    await command(['users', 'add', 'rita', '--role', 'reviewer', '--password-stdin'], {
      ...{ dataFolder: join(daemon.folder, 'data'), typed: 'correct horse battery staple\n' },
    });
    const login = await fetch(new URL('/api/login', daemon.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'rita', password: 'correct horse battery staple' }),
    });
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    for (const path of ['/api/requesters', '/api/providers'])
      expect((await fetch(new URL(path, daemon.url), { headers: { cookie } })).status).toBe(403);
  });
});
