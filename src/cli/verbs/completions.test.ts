import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, listVerbs } from '../for-tests.ts';

const scriptFor = async (shell: string) => (await command(['completions', shell], { dataFolder: '' })).out;

/** What bash proposes for the last of these words. */
async function proposed(...words: string[]): Promise<string[]> {
  const script = `${await scriptFor('bash')}
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _manyhands
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script, 'bash', 'manyhands', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .sort();
}

const isHere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What fish proposes for the end of a line, and what it writes to stderr. */
async function proposedByFish(line: string) {
  const script = `${await scriptFor('fish')}\ncomplete -C $argv[1]`;
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script, line], { encoding: 'utf8' });
  const words = stdout.split('\n').map((proposal) => proposal.split('\t')[0]);
  return { words: words.filter(Boolean).sort(), stderr };
}

/** What zsh proposes for the last of these words, when it first loads the script from a folder of `$fpath`. */
async function proposedByZsh(...words: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-zsh-'));
  writeFileSync(join(folder, '_manyhands'), await scriptFor('zsh'));
  const program = `fpath=($1); shift; autoload -Uz _manyhands
    _describe() { print -rl -- "\${(@P)2%%:*}" }
    compadd() { shift; print -rl -- "$@" }
    compset() { : }
    _files() { print -- files }
    words=("$@"); CURRENT=$#; _manyhands`;
  const { stdout } = spawnSync('zsh', ['-f', '-c', program, 'zsh', folder, 'manyhands', ...words], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return stdout.trim().split('\n');
}

describe('the script that completes commands', () => {
  it.each(['bash', 'zsh', 'fish'])('knows every verb, and every part of one: %s', async (shell) => {
    const script = await scriptFor(shell);
    const verbs = await listVerbs();
    expect(verbs).toEqual(expect.arrayContaining(['completions', 'review accept']));
    expect(verbs.filter((verb) => !new RegExp(`["']${verb}["']`).test(script))).toEqual([]);
  });

  it('proposes verbs, the parts of a verb, options, and their choices', async () => {
    expect(await proposed('ex')).toEqual(['examine', 'export', 'extend']);
    expect(await proposed('review', 'acc')).toEqual(['accept']);
    expect(await proposed('stop', 'films-x7k2p', '--y')).toEqual(['--yes']);
    expect(await proposed('export', 'films', '--format', 'csv')).toEqual(['csv', 'csv-long', 'csv-simple']);
  });

  it('proposes nothing of its own where a file is meant', async () => {
    expect(await proposed('export', 'films', '--out', '')).toEqual(['']);
  });

  it('proposes the choices of an option that is written with a sign', async () => {
    expect(await proposed('export', 'films', '--format', '=')).toContain('parquet');
    expect(await proposed('export', 'films', '--format', '=', 'csv')).toEqual(['csv', 'csv-long', 'csv-simple']);
  });

  it.runIf(isHere('fish'))('proposes the same in fish, also after options', async () => {
    expect(await proposedByFish('manyhands ext')).toEqual({ words: ['extend'], stderr: '' });
    const after = await proposedByFish('manyhands export films --out films.csv --format ');
    expect(after).toEqual({ words: ['csv', 'csv-long', 'jsonl', 'mephisto', 'parquet'], stderr: '' });
  });

  it.runIf(isHere('zsh'))('proposes the same in zsh, also the first time', async () => {
    expect(await proposedByZsh('ext')).toContain('extend');
    expect(await proposedByZsh('export', 'films', '--out', '')).toEqual(['files']);
    expect(await proposedByZsh('export', 'films', '--format', '')).toContain('csv-long');
    expect(await proposedByZsh('export', 'films', '--format=c')).toContain('csv-long');
  });

  it('is none for a shell that it does not know', async () => {
    expect((await command(['completions', 'cmd'], { dataFolder: '' })).code).toBe(2);
  });
});
