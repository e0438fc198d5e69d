import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeCommit, storedCommit } from '../../events/log.ts';
import { chainChecker, chainStart, commitHash, messageHash } from './chain.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
let sequence = 0;
const commit = (id: string, previous?: string, run = 'colours-1', json = ['{"type":"a"}']) =>
  storedCommit({ id, run, json }, ++sequence, previous);

/** A chain of three commits of a run. */
function chained(run = 'colours-1') {
  const one = commit('one', chainStart(run), run);
  const two = commit('two', commitHash(one), run);
  return [one, two, commit('three', commitHash(two), run)] as const;
}
const links = (...commits: ReturnType<typeof commit>[]) => commits.map(chainChecker());

describe('the hash of a commit', () => {
  it('is the SHA-256 of its stored message, in base64url', () => {
    const [one, two] = chained();
    expect(chainStart('colours-1')).toBe(sha256('log.colours-1'));
    expect(messageHash('a message')).toBe(sha256('a message'));
    expect(commitHash(one)).toBe(sha256(`one ${chainStart('colours-1')}\n{"type":"a"}`));
    expect(commitHash(two)).toBe(sha256(encodeCommit(two)));
  });
});

describe('the chain of a run', () => {
  it('holds where each commit has the hash of the one before it, and the first that of the run', () => {
    expect(links(...chained())).toEqual([true, true, true]);
  });

  it('breaks where a commit is missing, changed or moved', () => {
    const [one, two, three] = chained();
    expect(links(one, three)).toEqual([true, false]);
    expect(links(two, three)).toEqual([false, true]);
    expect(links(one, commit('two', two.previous, 'colours-1', ['{"type":"b"}']), three)).toEqual([true, true, false]);
    expect(links(one, three, two)).toEqual([true, false, false]);
    expect(links(commit('one', chainStart('films-1')))).toEqual([false]);
  });

  it('concerns only its run, also with commits of other runs in between', () => {
    const [[a, b, c], [d, e, f]] = [chained('colours-1'), chained('films-1')];
    expect(links(a, d, b, e, f, c)).toEqual(Array(6).fill(true));
  });

  it('may begin after commits of an older log without hashes', () => {
    const old = [commit('one'), commit('two')];
    const first = commit('three', commitHash(old[1]!));
    expect(links(...old, first, commit('four', commitHash(first)))).toEqual([true, true, true, true]);
    expect(links(...old, commit('three', chainStart('colours-1')))).toEqual([true, true, false]);
    expect(links(...old, first, commit('four'))).toEqual([true, true, true, false]);
  });
});
