import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asCalled, hint, programIn, quoted, settingsIn } from './called-as.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-called-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [onPath, installed] = [join(folder, 'bin'), join(folder, 'study/node_modules/.bin')];
for (const place of [onPath, installed]) {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'manyhands'), '');
  chmodSync(join(place, 'manyhands'), 0o755);
}
const cwd = join(folder, 'study');
const called = (script: string | undefined, PATH = '/usr/bin') => programIn({ script, env: { PATH }, cwd });

describe('a command that is printed', () => {
  it('begins with the name alone where that is found on the PATH', () => {
    expect(called(join(onPath, 'manyhands'), `/usr/bin:${onPath}`)).toBe('manyhands');
    expect(called('/elsewhere/bin/manyhands', `/usr/bin:${onPath}`)).toBe('/elsewhere/bin/manyhands');
  });

  it('begins with npx for a package in node_modules, though npm puts that on the PATH meanwhile', () => {
    expect(called(join(installed, 'manyhands'), `${installed}:/usr/bin`)).toBe('npx manyhands');
    expect(called('/root/.npm/_npx/1a/node_modules/.bin/manyhands')).toBe('npx manyhands');
  });

  it('begins with the path below the working folder, or with the whole one, in quotes if need be', () => {
    expect(called(join(cwd, 'bin/manyhands'))).toBe('./bin/manyhands');
    expect(called('/my tools/bin/manyhands')).toBe("'/my tools/bin/manyhands'");
    expect(programIn({ script: 'manyhands', env: {}, cwd })).toBe('./manyhands');
  });

  it('begins as in a clone for what another script runs, such as "npm start"', () => {
    expect(called('/clone/scripts/start.mjs')).toBe('./bin/manyhands');
    expect(called(undefined)).toBe('./bin/manyhands');
  });

  it('has the settings before it that are not the default', () => {
    const settings = (env: NodeJS.ProcessEnv) => settingsIn({ env, cwd });
    expect(settings({})).toBe('');
    expect(settings({ MANYHANDS_DATA: '', MANYHANDS_PORT: '8400' })).toBe('');
    expect(settings({ MANYHANDS_DATA: join(cwd, '.manyhands') })).toBe('');
    expect(settings({ MANYHANDS_DATA: "/a b/it's", MANYHANDS_PORT: '9000' })).toBe(
      "MANYHANDS_DATA='/a b/it'\\''s' MANYHANDS_PORT=9000 ",
    );
    expect(settings({ MANYHANDS_URL: 'https://study.example.org', MANYHANDS_TOKEN: 'secret' })).toBe(
      'MANYHANDS_URL=https://study.example.org ',
    );
  });

  it('has its arguments in quotes where a shell would read them otherwise', () => {
    expect(['films-x7k2p.1', '~/a', '$HOME', ''].map(quoted)).toEqual(['films-x7k2p.1', "'~/a'", "'$HOME'", "''"]);
    expect(hint('run', 'my study')).toBe("./bin/manyhands run 'my study'");
  });

  it('replaces the one of a sentence in the source', () => {
    expect(asCalled('Run "./bin/manyhands start".')).toBe('Run "./bin/manyhands start".');
  });
});
