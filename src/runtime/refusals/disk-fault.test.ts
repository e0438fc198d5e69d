import { describe, expect, it } from 'vitest';
import { diskFault, notWritable } from './disk-fault.ts';

describe('a fault of the disk', () => {
  it.each([
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['SQLITE_FULL', 'full'],
    ['EROFS', 'read-only'],
    ['SQLITE_READONLY_DIRECTORY', 'read-only'],
    ['SQLITE_IOERR_WRITE', 'broken'],
    ['EACCES', 'forbidden'],
    ['ENOENT', undefined],
    ['log/full', undefined],
  ])('is known by the code %s', (code, fault) => {
    expect(diskFault(Object.assign(new Error(code), { code }))).toBe(fault);
    // As received from another thread.
    expect(diskFault({ code })).toBe(fault);
  });

  it('is not found without a code', () => {
    for (const odd of [undefined, null, 'ENOSPC', { code: 7 }, new Error('ENOSPC')])
      expect(diskFault(odd)).toBe(undefined);
  });

  it('is reported with the most exact path', () => {
    const error = Object.assign(new Error(), { code: 'EROFS', path: '/study/data/lock.db' });
    expect(notWritable(error, '/study/data')?.message).toMatch(
      /^\/study\/data\/lock\.db cannot be written: its disk can only be read\./,
    );
    expect(notWritable({ code: 'SQLITE_FULL' }, '/study/data')?.message).toMatch(
      /^\/study\/data cannot be written: its disk is full\./,
    );
  });
});
