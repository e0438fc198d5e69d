import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRefusedRows } from './refused-rows.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-refused-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const said: string[] = [];
const open = () =>
  openRefusedRows({
    ...{ file: join(folder, 'refused-workers.db'), keptFolder: join(folder, 'kept') },
    notify: (sentence) => void said.push(sentence),
  });

it('keeps who got no unit when the process is killed, the last reason alone', () => {
  const first = open();
  first.keep('films', 'ada', 'blocked');
  first.keep('films', 'ada', 'not-invited');
  first.keep('films', 'bob', 'blocked');
  first.remove('films', ['bob']);
  // Not closed, as if the process had been killed.
  const second = open();
  expect(second.all()).toEqual([{ run: 'films', worker: 'ada', reason: 'not-invited' }]);
  for (const rows of [first, second]) rows.close();
  // Work goes on where it cannot be kept.
  first.keep('films', 'bob', 'blocked');
});

it('has who was noted last at the end, and no one of a run that was removed', () => {
  const rows = open();
  for (const [run, worker] of [
    ['films', 'bob'],
    ['films', 'ada'],
    ['songs', 'cyd'],
    ['films', 'bob'],
  ] as const)
    rows.keep(run, worker, 'blocked');
  rows.removeRun('songs');
  rows.close();
  const again = open();
  expect(again.all().map(({ worker }) => worker)).toEqual(['ada', 'bob']);
  again.close();
});

it('begins a damaged file again, and says so', () => {
  writeFileSync(join(folder, 'refused-workers.db'), 'no database '.repeat(1000));
  const rows = open();
  expect(rows.all()).toEqual([]);
  expect(said.at(-1)).toContain('refused-workers.db was damaged and is begun again');
  rows.close();
});
