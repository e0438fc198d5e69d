import { describe, expect, it } from 'vitest';
import { namedWork, type WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { lostComments } from './lost-comments.ts';

const by = 'reviewer:anna';
const commentOf = (...values: (string | null)[]): WorkEntry => ({ kind: 'comment', run: 'sky-1', values });
const written = (text: string, id = 'c1') => commentOf(id, 'sky-1.0.0', text, null, by, '12:00', null, null, null);
const edit = (text: string, at = '12:05') => commentOf('c1', 'sky-1.0.0', text, null, null, null, at, null, null);
const removal = (id = 'c1') => commentOf(id, 'sky-1.0.0', null, null, null, null, null, by, '12:10');

/** What is lost where the log has some entries, and others were found. */
async function lost(log: WorkEntry[], found: WorkEntry[]) {
  const comments = lostComments();
  for (const entry of log) comments.inLog(entry);
  for (const entry of found) await comments.add({ entry, source: 'the rows' });
  return comments.all().map(({ entry }) => {
    const { commentId, text, by, at, editedAt, removedAt } = namedWork(entry);
    return [commentId, text, by, at, editedAt ?? removedAt];
  });
}

describe('a lost comment', () => {
  it('is one that the log does not have, with its last text, in whatever order it is found', async () => {
    const last = [['c1', 'Blue!', by, '12:00', '12:05']];
    expect(await lost([], [written('Blue?'), edit('Blue!')])).toEqual(last);
    expect(await lost([], [edit('Blue!'), written('Blue?'), edit('Blue?', '12:03')])).toEqual(last);
  });

  it('can lack its last text alone', async () => {
    expect(await lost([written('Blue?')], [edit('Blue!')])).toEqual([['c1', 'Blue!', by, '12:00', '12:05']]);
    expect(await lost([written('Blue?'), edit('Blue!')], [written('Blue?'), edit('Blue', '12:03')])).toEqual([]);
  });

  it('has the last of the texts that were written at the same instant', async () => {
    const [a, b] = [edit('A'), edit('B')];
    const row = (text: string) => commentOf('c1', 'sky-1.0.0', text, null, by, '12:00', '12:05', null, null);
    const last = (text: string) => [['c1', text, by, '12:00', '12:05']];
    // The log has lost the second edit.
    expect(await lost([written('Blue?'), a], [a, b])).toEqual(last('B'));
    expect(await lost([written('Blue?'), a], [row('B')])).toEqual(last('B'));
    // The log has it, and rows of an earlier time have the first one.
    expect(await lost([written('Blue?'), a, b], [row('A')])).toEqual([]);
    expect(await lost([written('Blue?'), a, b], [written('Blue?'), a, b, row('B'), row('A')])).toEqual([]);
    // The log has nothing: facts come in their order, and the present rows before those of an earlier time.
    expect(await lost([], [written('Blue?'), a, b, row('B'), row('A')])).toEqual(last('B'));
    expect(await lost([], [row('B'), row('A')])).toEqual(last('B'));
    // An edit at the instant at which the comment was written.
    const atOnce = edit('Blue!', '12:00');
    for (const found of [
      [written('Blue?'), atOnce],
      [atOnce, written('Blue?')],
    ])
      expect(await lost([], found)).toEqual([['c1', 'Blue!', by, '12:00', '12:00']]);
    expect(await lost([written('Blue?')], [atOnce])).toEqual([['c1', 'Blue!', by, '12:00', '12:00']]);
  });

  it('is removed again where the log lacks that, and does not come back where it has that', async () => {
    expect(await lost([written('Blue?')], [removal()])).toEqual([['c1', null, by, '12:00', '12:10']]);
    expect(await lost([written('Blue?'), removal()], [written('Blue?'), edit('Blue!')])).toEqual([]);
    expect(await lost([], [removal(), written('Blue?'), edit('Blue!')])).toEqual([]);
  });

  it('is known in a run that was recreated', async () => {
    expect(await lost([written('Blue?', 'c1-recovered')], [written('Blue?')])).toEqual([]);
  });
});
