import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kindOf, read } from './catalog.ts';
import { headOf, withoutPersonal } from './line.ts';

const folder = new URL('./golden/', import.meta.url);
const golden = readdirSync(folder).flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8').split('\n').filter(Boolean),
);

describe('a line of the log', () => {
  it('shows what it records without being parsed', () => {
    for (const line of golden) {
      const { id, type, version } = JSON.parse(line);
      expect(headOf(line)).toEqual({ id, type, version });
    }
    expect(headOf('nonsense')).toEqual({ id: '', type: '', version: 0 });
  });

  it('is still read when its personal fields are emptied, with the rest as before', () => {
    for (const line of golden) {
      const fact = read(JSON.parse(withoutPersonal(line)));
      const hidden = kindOf(fact.type)?.personal ?? [];
      const was = read(JSON.parse(line));
      expect(fact).toEqual({ ...was, data: { ...was.data, ...Object.fromEntries(hidden.map((name) => [name, ''])) } });
      if (hidden.length === 0) expect(withoutPersonal(line)).toBe(line);
    }
  });

  it('loses what is personal also if another hand wrote it', () => {
    const line = '{"type":"agent.connected","data":{"worker":"ada","crowd":"inhouse"},"version":1}';
    expect(withoutPersonal(line)).toBe('{"type":"agent.connected","data":{"worker":"","crowd":"inhouse"},"version":1}');
  });
});
