import { execFileSync } from 'node:child_process';
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
    expect(await proposed('export', 'films', '--format', 'csv')).toEqual(['csv', 'csv-long']);
  });

  it('proposes nothing of its own where a file is meant', async () => {
    expect(await proposed('export', 'films', '--out', '')).toEqual(['']);
  });

  it('is none for a shell that it does not know', async () => {
    expect((await command(['completions', 'cmd'], { dataFolder: '' })).code).toBe(2);
  });
});
