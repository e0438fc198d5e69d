import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLinkKey } from './link-key.ts';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'worker-links.key');
}

describe('the key of workers’ links', () => {
  it('is made once, and only its owner can read it', () => {
    const file = newFile();
    const key = openLinkKey(file);
    expect([key.length, statSync(file).mode & 0o777]).toEqual([32, 0o600]);
    const text = readFileSync(file, 'utf8');
    expect(openLinkKey(file)).toEqual(key);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
  it('is refused when it is damaged, and left as it is', () => {
    const file = newFile();
    writeFileSync(file, 'half a k');
    expect(() => openLinkKey(file)).toThrow(expect.objectContaining({ code: 'link/key-damaged' }));
    expect(readFileSync(file, 'utf8')).toBe('half a k');
  });
});
