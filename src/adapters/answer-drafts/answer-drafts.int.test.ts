import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAnswerDrafts } from './answer-drafts.ts';

let folder: string;
let nowMs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-answer-drafts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const said: string[] = [];
const fileOf = () => join(folder, 'answer-drafts.db');
const open = () =>
  openAnswerDrafts({ file: fileOf(), now: () => nowMs, notify: (sentence) => void said.push(sentence) });

describe('the drafts of answers', () => {
  it('are kept for each agent, the newest in place of the others, until they are forgotten', () => {
    const first = open();
    first.save('a1', { draft: { tone: 'good' }, savedAt: 2 });
    first.save('a1', { draft: 'older', savedAt: 1 });
    first.save('a2', { draft: null, savedAt: 1 });
    // Not closed, as if the process had been killed.
    const second = open();
    expect(second.find('a1')).toEqual({ draft: { tone: 'good' }, savedAt: 2 });
    expect(second.find('a2')).toEqual({ draft: null, savedAt: 1 });
    second.forget('a1');
    expect(first.find('a1')).toBeUndefined();
    for (const drafts of [first, second]) drafts.close();
  });

  it('are removed when nobody has come back to them for a month', () => {
    const drafts = open();
    drafts.save('a1', { draft: 1, savedAt: 1 });
    drafts.close();
    nowMs = 31 * 24 * 60 * 60_000;
    const later = open();
    expect(later.find('a1')).toBeUndefined();
    later.close();
  });

  it('are begun again when their file is damaged, which is said', () => {
    writeFileSync(fileOf(), 'no database '.repeat(1000));
    const drafts = open();
    expect(drafts.find('a1')).toBeUndefined();
    expect(said.at(-1)).toContain('was damaged and was begun again');
    drafts.close();
    // Work goes on even where drafts cannot be read or removed.
    expect(drafts.find('a1')).toBeUndefined();
    drafts.forget('a1');
  });
});
