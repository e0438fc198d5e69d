import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalog, type Fact, kindOf, type RecordedFact, read } from './catalog.ts';
import { defineFact, type FactKind, UnreadableFact } from './fact.ts';
import { VerdictBegun } from './verdict.ts';

const folder = new URL('./golden/', import.meta.url);
const recorded: RecordedFact[] = readdirSync(folder).flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line)),
);

describe('the golden facts', () => {
  it.each(catalog.map((kind) => [kind.type, kind as unknown as FactKind] as const))(
    'hold one of every version that %s ever had',
    (type, { version }) => {
      const versions = new Set(recorded.filter((fact) => kindOf(fact.type)?.type === type).map((fact) => fact.version));
      expect([...versions].sort()).toEqual(Array.from({ length: version }, (_, n) => n + 1));
    },
  );

  it('are all read today, into shapes that are written back the same', () => {
    for (const fact of recorded) {
      const present: Fact = read(fact);
      expect(read(JSON.parse(JSON.stringify(present)))).toEqual(present);
    }
  });
});

it('a block that was recorded as a ban is read as a block', () => {
  const isOld = (fact: RecordedFact) => fact.version === 1 && /"ban"|banned/.test(JSON.stringify(fact));
  const present = recorded.filter(isOld).map((fact) => read(fact));
  expect(new Set(present.map(({ type }) => type))).toEqual(
    new Set([
      ...['worker.blocked', 'worker.unblocked', 'worker.verdict-undone', 'verdict.begun', 'verdict.undone'],
      'unit.accepted',
    ]),
  );
  for (const { type, data } of present) {
    expect(JSON.stringify(data)).not.toContain('"ban"');
    if (!type.startsWith('worker.b') && !type.startsWith('worker.unb'))
      expect(JSON.stringify(data)).toContain('"block"');
  }
});

describe('a kind of fact', () => {
  const UnitMade = defineFact('unit.made', {
    says: 'A unit was made.',
    data: z.object({ unitId: z.string(), gold: z.boolean() }),
    earlier: [{ data: z.object({ unitId: z.string() }), upcast: (v1: { unitId: string }) => ({ ...v1, gold: false }) }],
  });

  it('brings an earlier shape to the present one', () =>
    expect(UnitMade.read({ unitId: 'u' }, 1)).toEqual(UnitMade({ unitId: 'u', gold: false })));
  it('cannot read what does not fit, nor what is newer than itself', () => {
    expect(() => UnitMade.read({ gold: true }, 2)).toThrow(UnreadableFact);
    expect(() => UnitMade.read({ unitId: 7 }, 1)).toThrow(UnreadableFact);
    expect(() => UnitMade.read({ unitId: 'u', gold: true }, 3)).toThrow('newer');
  });
  it('refuses names that NATS, URLs or XState would read otherwise', () => {
    for (const name of ['Unit.made', 'unit', 'xstate.stop', 'unit.made.twice', 'unit.*']) {
      expect(() => defineFact(name, { says: '', data: z.object({}) })).toThrow('cannot name a fact');
    }
  });
});

describe('the catalog', () => {
  it('names each fact once', () => expect(new Set(catalog.map(({ type }) => type)).size).toBe(catalog.length));
  it('cannot read a fact of an unknown type', () => {
    const unknown = { id: 'x', at: '2026-01-01T00:00:00.000Z', by: 'spec', type: 'unit.eaten', version: 1, data: {} };
    expect(() => read(unknown)).toThrow(UnreadableFact);
  });
});

describe('a fact in its present shape', () => {
  it('is read with everything that was recorded of it', () => {
    for (const fact of recorded.filter(({ type, version }) => kindOf(type)?.version === version))
      expect(read(fact).data).toEqual(fact.data);
  });

  it('has all the decisions of a verdict, and no other', () => {
    const begun = (decision: string) => VerdictBegun.read({ verdictId: 'v', decision, units: [] }, 1);
    for (const decision of ['accepted', 'soft_rejected', 'rejected'])
      expect(begun(decision).data.decision).toBe(decision);
    expect(() => begun('eaten')).toThrow(UnreadableFact);
  });
});
