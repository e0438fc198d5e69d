import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccess } from '../src/adapters/gateway/access/access.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { visit } from './visitor.ts';

describe('the endpoints of rules, with roles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-rules-'));
  const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
  let daemon: TestDaemon;
  const run = 'nothing-x7k2p';
  beforeAll(async () => {
    for (const role of ['reader', 'reviewer'] as const)
      await access.users.add({ name: role, role, password: 'correct horse battery' });
    daemon = await openTestDaemon({ publicUrl: 'https://study.example.org' }, folder);
  });
  afterAll(() => daemon?.end());
  afterAll(() => access.close());

  it('let readers see and reviewers take back, and know no other run and nothing that was not done', async () => {
    const ask = async (role: string, path: string, method = 'GET') => {
      const authorization = `Bearer ${access.tokens.make({ name: role }).token}`;
      const { status, code } = await visit(daemon.port, path, {
        ...{ method, host: 'study.example.org', body: method === 'GET' ? undefined : {} },
        headers: { authorization, 'x-forwarded-for': '203.0.113.9' },
      });
      return `${status} ${code ?? ''}`;
    };
    const undoing = `/api/runs/${run}/rules/${run}.rule.0/undo`;
    expect(await ask('reader', undoing, 'POST')).toMatch(/^403 /);
    expect(await ask('reviewer', undoing, 'POST')).toBe('404 run/unknown');
    expect(await ask('reader', `/api/runs/${run}/rules`)).toBe('404 run/unknown');
    expect(await ask('reader', `/api/rules?run=${run}`)).toBe('404 run/unknown');
    expect(await ask('reader', '/api/rules')).toMatch(/^200 /);
  });
});
