import { describe, expect, it } from 'vitest';
import {
  CommitTooLarge,
  Conflict,
  decodeCommit,
  encodeCommit,
  LogDamaged,
  LogFull,
  LogUnavailable,
  storedCommit,
} from './log.ts';

const one = '{"id":"fact-1","at":"2026-01-01T12:00:00.000Z","by":"spec","type":"unit.eaten","version":1,"data":{}}';
const other = one.replace('fact-1', 'fact-2');

describe('a commit as a message', () => {
  it('is its id and the hash of the commit before it, and then its facts, one a line', () => {
    const commit = { id: 'commit-2', previous: 'ab12', json: [one, other] };
    expect(encodeCommit(commit)).toBe(`commit-2 ab12\n${one}\n${other}`);
    expect(decodeCommit(encodeCommit(commit))).toEqual(commit);
  });

  it('of an older log has its id alone on the first line', () => {
    expect(encodeCommit({ id: 'commit-1', json: [one] })).toBe(`commit-1\n${one}`);
    expect(decodeCommit(`commit-1\n${one}`)).toEqual({ id: 'commit-1', json: [one], previous: undefined });
  });

  it('that is empty has no id and no facts', () =>
    expect(decodeCommit('')).toEqual({ id: '', json: [], previous: undefined }));
});

describe('a commit as the log gives it back', () => {
  const commitOf = (...json: string[]) => storedCommit({ id: 'commit-7', run: 'colours-1', json }, 7, 'ab12');

  it('has its facts as they were recorded, parsed once', () => {
    const commit = commitOf(one, other);
    expect(commit).toMatchObject({
      id: 'commit-7',
      run: 'colours-1',
      sequence: 7,
      previous: 'ab12',
      json: [one, other],
    });
    expect(commit.facts).toEqual([JSON.parse(one), JSON.parse(other)]);
    expect(commit.facts).toBe(commit.facts);
  });

  it('has a fact that no catalog can read for each line that is none, with the line in it', () => {
    const lines = ['no JSON', '7', 'null', '{}', '{"type":7}'];
    const unreadable = (data: string) => ({ id: '', at: '', by: '', type: 'fact.unreadable', version: 0, data });
    expect(commitOf(one, ...lines).facts).toEqual([JSON.parse(one), ...lines.map(unreadable)]);
  });
});

it('what a log refuses has a name that survives a change of thread', () => {
  const names = [Conflict, LogUnavailable, LogFull, LogDamaged, CommitTooLarge].map((Kind) => new Kind('why').name);
  expect(names).toEqual(['Conflict', 'LogUnavailable', 'LogFull', 'LogDamaged', 'CommitTooLarge']);
});
