import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kindOf, read } from './catalog.ts';
import { headOf, lineOutside, withoutPersonal } from './line.ts';

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
      const was = read(JSON.parse(line));
      const hidden = (kindOf(fact.type)?.personal ?? []).filter((name) => name in was.data);
      expect(fact).toEqual({ ...was, data: { ...was.data, ...Object.fromEntries(hidden.map((name) => [name, ''])) } });
      if (hidden.length === 0) expect(withoutPersonal(line)).toBe(line);
    }
  });

  it('loses what is personal also if another hand wrote it', () => {
    const line = '{"type":"agent.connected","data":{"worker":"ada","crowd":"inhouse"},"version":1}';
    expect(withoutPersonal(line)).toBe('{"type":"agent.connected","data":{"worker":"","crowd":"inhouse"},"version":1}');
  });

  it('begins with its id, time, author, type and version, in this order and from its first letter on', () => {
    const head = '{"id":"f","at":"noon","by":"ada","type":"unit.timed-out","version":12,"data":{}}';
    expect(headOf(head)).toEqual({ id: 'f', type: 'unit.timed-out', version: 12 });
    const none = { id: '', type: '', version: 0 };
    for (const line of [` ${head}`, head.replace('unit.timed-out', 'unit.Made'), head.replace('"by":"ada",', '')])
      expect(headOf(line)).toEqual(none);
    expect(headOf('{"id":"","at":"","by":"","type":"a.b","version":1,')).toEqual({ id: '', type: 'a.b', version: 1 });
  });

  it('gets no field that it did not have when it loses what is personal', () => {
    const line = '{"id":"f","at":"","by":"","type":"agent.connected","version":2,"data":{"agentId":"a"}}';
    expect(withoutPersonal(line)).toBe(line);
  });

  it('that nobody here knows is left as it is', () => {
    const line = '{"id":"f","at":"","by":"","type":"unit.eaten","version":1,"data":{"worker":"ada"}}';
    expect([withoutPersonal(line), lineOutside(line)]).toEqual([line, line]);
    const other = '{"type":"unit.eaten","data":{"folder":"/home/ada"}}';
    expect([withoutPersonal(other), lineOutside(other)]).toEqual([other, other]);
  });
});
