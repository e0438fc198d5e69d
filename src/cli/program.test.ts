import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { command, listVerbs, newDataFolder, refuseWith, withFakeServer } from './for-tests.ts';

let dataFolder: string;
let printed = '';
beforeEach(async () => {
  dataFolder = await newDataFolder();
  printed = '';
  const hear = (chunk: unknown) => {
    printed += chunk;
    return true;
  };
  // Commander writes its help and its faults to the process itself.
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation(hear);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dataFolder, { recursive: true, force: true });
});

const verbs = await listVerbs();

describe('the command line', () => {
  it.each(verbs)('explains "%s", with an example', async (verb) => {
    const { code } = await command([...verb.split(' '), '--help'], { dataFolder });
    expect(code).toBe(0);
    expect(printed).toContain(`Usage: manyhands ${verb} `);
    expect(printed).toContain(`$ `);
    expect(printed).toContain(`$ ./bin/manyhands ${verb}`);
  });

  it('does what an earlier name of a verb says, and says the present one', async () => {
    const { code, err, out } = await command(['people', 'list', '--json'], { dataFolder });
    expect([code, err]).toEqual([0, expect.stringContaining('"people" is now called "users".\n')]);
    expect(out).toBe((await command(['users', 'list', '--json'], { dataFolder })).out);
  });

  it('names every verb in its own help', async () => {
    await command(['--help'], { dataFolder });
    const names = verbs.filter((verb) => !verb.includes(' '));
    expect(names).toContain('stop');
    for (const verb of names) expect(printed).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
  });

  it.each([
    [[]],
    [['ruins']],
    [['status']],
    [['runs', '--jason']],
    [['export', 'films', '--format', 'xml']],
    [['archive']],
    [['archive', 'a.tar.gz', '--since', 'yesterday']],
    [['import', 'a.tar.gz', '--on-conflict', 'theirs']],
    [['events', '--from', 'x']],
    [['replay', 'films', '--to', '0']],
    [['run', 'task', 'reward']],
    [['review', 'list', '--status', 'good']],
    [['review', 'accept']],
    [['block', 'w1']],
    [['qualifications', 'grant', 'French', 'w1', '--value', 'much']],
  ])('ends with 2 when it is misspelt: %j', async (words) => {
    expect((await command(words, { dataFolder })).code).toBe(2);
    expect(printed).not.toBe('');
  });

  it('ends with 1 and one sentence with its code when the server refuses', () =>
    withFakeServer(
      {
        'GET /api/runs/x': refuseWith('run/unknown', 'No run is called "x".', 404),
        'GET /api/runs': { runs: [], sequence: 1 },
      },
      async (_, folder) => {
        expect(await command(['status', 'x'], { dataFolder: folder })).toEqual({
          code: 1,
          out: '',
          err: 'No run is called "x". (run/unknown)\n',
        });
      },
    ));

  it('does not make a data folder only to look into it', async () => {
    await rm(dataFolder, { recursive: true });
    const { code, err } = await command(['runs'], { dataFolder });
    expect(code).toBe(1);
    expect(err).toContain('(data/none)');
  });

  it('says what an unforeseen error was, and where it came from', async () => {
    const openDaemon = () => Promise.reject(new Error('the roof is missing'));
    const { code, err } = await command(['runs'], { dataFolder, openDaemon });
    expect(code).toBe(1);
    expect(err).toMatch(/the roof is missing\n\s+at /);
  });
});
