import { describe, expect, it } from 'vitest';
import { downloadNameOf, formatSize, previewOf, shownTypeOf } from './answer-file.ts';

const file = (name: string, type: string) => ({ name, type, hash: 'a'.repeat(64), size: 1, field: 'f' });

describe('a file of an answer', () => {
  it('is shown as what its worker’s browser called it, or by its ending without a type', () => {
    expect(shownTypeOf(file('x', 'image/png'))).toBe('image/png');
    expect(shownTypeOf(file('x', 'audio/x-wav'))).toBe('audio/wav');
    expect(shownTypeOf(file('x', 'video/webm;codecs=vp9'))).toBe('video/webm');
    expect(shownTypeOf(file('a.PDF', 'application/octet-stream'))).toBe('application/pdf');
  });

  it('is only saved if it could hold scripts or nobody knows it', () => {
    for (const [name, type] of [
      ['x.svg', 'image/svg+xml'],
      ['x.png', 'text/html'],
      ['x.html', ''],
      ['x', '__proto__'],
      ['x.constructor', ''],
    ] as const) {
      expect(shownTypeOf(file(name, type))).toBeUndefined();
    }
  });

  it('has an address that names its type', () => {
    expect(previewOf(file('x.png', ''))).toEqual({
      as: 'image',
      type: 'image/png',
      address: `/api/files/${'a'.repeat(64)}?show=true&type=image%2Fpng`,
    });
  });

  it('is saved under a name that hides nothing', () => {
    expect(downloadNameOf(file('../..\\x\u202egpj.exe', ''))).toBe('_.._x_gpj.exe');
    expect(downloadNameOf(file('...', ''))).toBe('a'.repeat(12));
  });

  it('has a readable size', () => {
    expect([0, 999, 1500, 25_000_000].map(formatSize)).toEqual(['0 B', '999 B', '1.5 kB', '25 MB']);
  });
});
