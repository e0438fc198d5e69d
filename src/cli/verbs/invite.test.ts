import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvitationRow } from '../../api/invitations.ts';
import { type Answer, command, type Routes, withFakeServer } from '../for-tests.ts';

const link = 'http://films-x7k2p.localhost:8400/?token=aa.bb.cc';
const ada: InvitationRow = {
  ...{ worker: 'ada', worker_id: 'w1', state: 'working', reason: null, assigned: 1, submitted: 2 },
  ...{
    invited_at: '2026-03-01T09:00:00.000Z',
    invited_by: 'reviewer:anna',
    expires_at: null,
    withdrawn_at: null,
    link,
  },
};
const path = '/api/runs/films-x7k2p/invitations';
const csv: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'text/csv' }).end(`worker,link\r\nada,${link}\r\n`);
const routes: Routes = {
  [`GET ${path}?after=0`]: { invitations: [ada], sequence: 7 },
  [`GET ${path}?after=7`]: { invitations: [ada], sequence: 7 },
  [`GET ${path}.csv?after=0`]: csv,
  [`POST ${path}`]: { invited: 1, already: 1, sequence: 7 },
  [`POST ${path}/withdraw`]: { sequence: 7 },
};

describe('manyhands invite', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manyhands-invite-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const invite = (...words: string[]) =>
    withFakeServer(routes, (_, dataFolder) =>
      command(['invite', 'films-x7k2p', ...words], { dataFolder, typed: 'ada\nbob\n' }),
    );
  async function fileWith(text: string) {
    const file = join(folder, 'names.txt');
    await writeFile(file, text);
    return file;
  }

  it('lists the invited with their links', async () => {
    const { code, out } = await invite();
    expect(code).toBe(0);
    expect(out).toMatch(
      /WORKER\s+STATE\s+IN PROGRESS\s+SUBMITTED\s+VALID UNTIL\s+LINK\s+ada\s+Working\s+1\s+2\s+always\s+http/,
    );
    expect(JSON.parse((await invite('--format', 'json')).out)).toEqual([ada]);
  });
  it('says why those were refused who came and got nothing', async () => {
    const refused = { ...ada, state: 'refused', reason: 'Must have native', assigned: 0, submitted: 0 };
    const { out } = await withFakeServer(
      { [`GET ${path}?after=0`]: { invitations: [refused], sequence: 7 } },
      (_, dataFolder) => command(['invite', 'films-x7k2p'], { dataFolder }),
    );
    expect(out).toMatch(/ada +Refused: Must have native +0 +0 +always/);
  });
  it('invites those named in a file or on stdin, and says what it left out', async () => {
    const file = await fileWith('ada\n\nbob\nada\n');
    for (const [from, leftOut] of [
      [file, ' Left out: 1 blank line and 1 name that was there already.'],
      ['-', ''],
    ] as const)
      expect((await invite('--names', from)).err).toBe(
        `Invited 1 of 2; new links are valid always. 1 had a valid invitation already and keep it.${leftOut}\n`,
      );
    const day = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    expect((await invite('--names', file, '--expires', '7d')).err).toContain(`new links are valid until ${day} `);
  });
  it('withdraws an invitation', async () =>
    expect((await invite('--withdraw', 'ada')).err).toContain('The invitation of "ada" is withdrawn.'));
  it('writes the list to a file that only its owner can read', async () => {
    const out = join(folder, 'links.csv');
    expect((await invite('--out', out)).code).toBe(0);
    expect(await readFile(out, 'utf8')).toBe(`worker,link\r\nada,${link}\n`);
    expect((await stat(out)).mode & 0o077).toBe(0);
  });
  it('refuses a list that has no names, or something that is none, before anybody is invited', async () => {
    const bad = await invite('--names', await fileWith('ada\n\u200b\n'));
    expect([bad.code, bad.err]).toEqual([
      1,
      expect.stringMatching(/names\.txt, line 2: a name must show .* Nobody was invited/),
    ]);
    expect((await invite('--names', await fileWith('\n\n'))).err).toContain('has no names');
    expect((await invite('--names', join(folder, 'none.txt'))).err).toContain('there is no such file');
    const latin = join(folder, 'latin.txt');
    await writeFile(latin, Buffer.from('ada\nJos\xe9\n', 'latin1'));
    expect((await invite('--names', latin)).err).toContain(`${latin} cannot be read: line 2 is not UTF-8 text`);
    expect((await invite('--names', '-', '--expires', 'soon')).code).toBe(2);
  });
});
