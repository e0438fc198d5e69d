import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/api/exports.ts';
import { present, timeOf } from './as-of.tsx';
import { readManifest, verdictOn } from './manifests.ts';

const manifest: Manifest = {
  code: '0.1.0+a',
  of: { task: 'films' },
  runs: ['films-1'],
  format: 'csv',
  identities: false,
  sequence: 37,
  rows: 3,
  bytes: 1300,
  sha256: '5f0c',
};

describe('a manifest', () => {
  it('is read from the text of its file, and nothing else is', () => {
    expect(readManifest(JSON.stringify(manifest, null, 2))).toEqual({ manifest });
    const chosen = { ordinary: true, answers: 'accepted', bom: true, columns: ['unit', 'answer'] } as const;
    const several = { ...manifest, ...chosen, of: [{ task: 'films' }, { run: 'maps-1' }] };
    expect(readManifest(JSON.stringify(several))).toEqual({ manifest: several });
    for (const text of ['', '{', '{}', '[1]', JSON.stringify({ ...manifest, format: 'xls' })])
      expect(readManifest(text)).toEqual({ fault: expect.stringContaining('not an export manifest') });
  });

  it('is kept by the same bytes, and by no others, with a reason', () => {
    expect(verdictOn(manifest, { ...manifest, rows: 4 }).isSame).toBe(true);
    const other = { ...manifest, sha256: '77aa' };
    expect(verdictOn(manifest, other)).toEqual({ isSame: false, sentence: expect.stringContaining('another log') });
    expect(verdictOn(manifest, { ...other, code: '0.2.0+b' }).sentence).toContain('made by 0.1.0+a. This is 0.2.0+b');
  });
});

describe('the snapshot of an export', () => {
  it('is now, a position, or a time, once that is typed', () => {
    expect(timeOf(present)).toEqual({});
    expect(timeOf({ ...present, way: 'position' })).toBeUndefined();
    expect(timeOf({ ...present, way: 'position', position: 37 })).toEqual({ at: 37 });
    expect(timeOf({ ...present, way: 'moment' })).toBeUndefined();
    const moment = '2026-11-21T09:00:20';
    expect(timeOf({ ...present, way: 'moment', moment })).toEqual({ moment: new Date(moment).toISOString() });
  });
});
