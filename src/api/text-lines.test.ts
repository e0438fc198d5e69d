import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { linesOf } from './text-lines.ts';

const linesIn = (...chunks: (string | Uint8Array)[]) =>
  Readable.from(linesOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))).toArray();

describe('streamed text', () => {
  it('is split at line breaks, independent of chunks', async () => {
    expect(await linesIn('{"a":1}\n{"b', '":2', '}\n{"c":3}')).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });

  it('may have a character split between chunks', async () => {
    const bytes = new TextEncoder().encode('日本\n');
    expect(await linesIn(bytes.slice(0, 2), bytes.slice(2, 4), bytes.slice(4))).toEqual(['日本']);
  });

  it('has no empty lines', async () => {
    expect(await linesIn('\n\na\n\n')).toEqual(['a']);
    expect(await linesIn()).toEqual([]);
  });
});
