import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, lines, newDataFolder, withFakeServer } from '../for-tests.ts';

const whole = {
  ok: true,
  checks: [
    { run: '-', same: true },
    { run: 'films-1', same: true },
  ],
  damages: [],
  commits: 1200,
  facts: 3400,
};
const gap = {
  code: 'log/gap',
  from: 7,
  lost: 2,
  sentence: "2 of the log's 9 commits cannot be read any more, the first of them at position 7.",
};

describe('manyhands verify', () => {
  it('says that everything is there', () =>
    withFakeServer(
      { 'GET /api/audit': lines({ progress: { step: 'Checking the log', done: 1, total: 2 } }, { audited: whole }) },
      async (_, dataFolder) => {
        const { code, out } = await command(['verify'], { dataFolder });
        expect([code, out]).toEqual([
          0,
          'Everything is complete: 1,200 commits with 3,400 facts, 1 run, and their rows.\n',
        ]);
      },
    ));

  it('ends with 1, a line for each fault, and what to do about it', () =>
    withFakeServer(
      {
        'GET /api/audit': lines({
          audited: {
            ...whole,
            ok: false,
            damages: [gap],
            files: ['The file f of films-1 is missing.'],
            checks: [{ run: 'films-1', same: false, difference: 'it differs' }],
          },
        }),
      },
      async (_, dataFolder) => {
        const { code, out } = await command(['verify'], { dataFolder });
        expect(code).toBe(1);
        expect(out.split('\n')).toEqual([
          `${gap.sentence} (log/gap)`,
          'films-1: it differs.',
          'The file f of films-1 is missing.',
          expect.stringContaining('manyhands recover'),
          '',
        ]);
      },
    ));

  it('prints JSON for scripts', () =>
    withFakeServer({ 'GET /api/audit': lines({ audited: whole }) }, async (_, dataFolder) => {
      const { out } = await command(['verify', '--json'], { dataFolder });
      expect(JSON.parse(out)).toEqual(whole);
    }));
});

const answer = {
  kind: 'answer',
  run: 'films-1',
  source: 'the rows',
  unitId: 'films-1.0.0',
  agentId: 'a',
  workerId: 'w',
  answer: 1,
  submittedAt: '2026-01-01T12:00:00.000Z',
  late: 0,
  autoSubmitted: 0,
};

describe('manyhands recover', () => {
  it('looks for nothing while a daemon runs', () =>
    withFakeServer({}, async (_, dataFolder) => {
      const { code, err } = await command(['recover', '--out', join(dataFolder, 'lost.jsonl')], { dataFolder });
      expect([code, err]).toEqual([1, expect.stringContaining('Stop it first')]);
    }));

  it('sends back what a file has, and says what became of it', () =>
    withFakeServer(
      {
        'POST /api/recovered': {
          recorded: 1,
          known: 1,
          undone: 1,
          runs: [{ run: 'films-1', now: 'films-1-recovered' }],
          refused: [{ nth: 1, code: 'run/unknown', message: 'No such run.' }],
          sequence: 9,
        },
      },
      async (client, dataFolder) => {
        const file = join(dataFolder, 'lost.jsonl');
        await writeFile(file, `${JSON.stringify(answer)}\n${JSON.stringify(answer)}\n\n${JSON.stringify(answer)}\n`);
        const { code, out } = await command(['recover', '--back', file], { dataFolder });
        expect(client.asked.map(({ body }) => body)).toEqual([{ pieces: [answer, answer, answer] }]);
        expect([code, out]).toEqual([
          1,
          `Recorded 1 again; 1 was already there.\n1 review had been undone, so its answer is to review.\nfilms-1 can no longer be read; what was left of it is now the paused run films-1-recovered.\n${file}, line 2: No such run.\n`,
        ]);
      },
    ));

  it.each([
    ['it is not JSON', '{'],
    ['kind has been changed', '{}'],
    ['submittedAt has been changed', JSON.stringify({ ...answer, submittedAt: 7 })],
  ])('refuses a file in whose line %s, and sends nothing of it', async (reason, line) => {
    const dataFolder = await newDataFolder();
    const file = join(dataFolder, 'lost.jsonl');
    await writeFile(file, `${JSON.stringify(answer)}\n${line}\n`);
    const { code, err } = await command(['recover', '--back', file], { dataFolder });
    expect([code, err]).toEqual([1, expect.stringContaining(`line 2: ${reason}`)]);
    await rm(dataFolder, { recursive: true });
  });
});
