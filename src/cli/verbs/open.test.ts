import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { aRun, command, withFakeServer } from '../for-tests.ts';
import { openInBrowser } from '../terminal/browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A system with a screen whose opener notes what it was given, and ends with `code`. */
function systemThat(code: number): NodeJS.ProcessEnv {
  const opener = join(folder, 'xdg-open');
  writeFileSync(opener, `#!/bin/sh\necho "$1" > "${folder}/opened"\nexit ${code}\n`);
  chmodSync(opener, 0o755);
  return { DISPLAY: ':0', PATH: `${folder}:/usr/bin:/bin` };
}

describe('open', () => {
  it('prints the address of the app, or of the worker page of a run, where there is no browser', () =>
    withFakeServer({ 'GET /api/runs/films-x7k2p': aRun() }, async ({ url }, dataFolder) => {
      const { code, out, err } = await command(['open'], { dataFolder });
      expect([code, out, err]).toEqual([
        0,
        `${url}\n`,
        'No browser could be opened here. Open the address in yours.\n',
      ]);
      expect((await command(['open', 'films-x7k2p'], { dataFolder })).out).toBe(`${aRun().worker_url}\n`);
    }));

  it('needs a daemon that runs', () =>
    withFakeServer({}, async ({ stop }, dataFolder) => {
      await stop();
      expect((await command(['open'], { dataFolder })).err).toContain('(daemon/not-running)');
    }));
});

describe('an address', () => {
  it('is given to what opens addresses on this system', async () => {
    expect(await openInBrowser('http://localhost:8400/?a=1&b=2', systemThat(0), 'linux')).toBe(true);
    expect(readFileSync(join(folder, 'opened'), 'utf8')).toBe('http://localhost:8400/?a=1&b=2\n');
  });

  it('is not opened without a screen, without such a program, or where that finds no browser', async () => {
    expect(await openInBrowser('http://localhost/', { ...systemThat(0), DISPLAY: '' }, 'linux')).toBe(false);
    expect(await openInBrowser('http://localhost/', { DISPLAY: ':0', PATH: '/nowhere' }, 'linux')).toBe(false);
    expect(await openInBrowser('http://localhost/', systemThat(3), 'linux')).toBe(false);
  });
});
