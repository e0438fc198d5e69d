import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalog, kindOf, read } from './catalog.ts';
import { defineFact, personal, UnreadableFact, verbOf } from './fact.ts';

/** A kind of fact in its third shape: a name in one text, then in two, then with an age. */
const UnitNamed = defineFact('unit.named', {
  says: 'A unit was given a name.',
  data: z.object({ first: personal(z.string()), last: z.string(), age: z.number() }),
  earlier: [
    {
      data: z.object({ name: z.string() }),
      upcast: ({ name }: { name: string }) => ({ first: name.split(' ')[0], last: name.split(' ')[1] }),
    },
    { data: z.object({ first: z.string(), last: z.string() }), upcast: (two: object) => ({ ...two, age: 0 }) },
  ],
});

describe('a kind of fact', () => {
  it('states a fact in its present shape, whose version is one more than the shapes it had', () => {
    const data = { first: 'Ada', last: 'L', age: 36 };
    expect(UnitNamed(data)).toEqual({ type: 'unit.named', version: 3, data });
    expect([UnitNamed.type, UnitNamed.version, UnitNamed.personal]).toEqual(['unit.named', 3, ['first']]);
  });

  it('brings each earlier shape forward, step by step', () => {
    const present = { type: 'unit.named', version: 3, data: { first: 'Ada', last: 'L', age: 0 } };
    expect(UnitNamed.read({ name: 'Ada L' }, 1)).toEqual(present);
    expect(UnitNamed.read({ first: 'Ada', last: 'L' }, 2)).toEqual(present);
    expect(UnitNamed.read(present.data, 3)).toEqual(present);
  });

  it('reads no shape of the future, and none that it never had', () => {
    const why = (data: unknown, version: number) => {
      try {
        return UnitNamed.read(data, version);
      } catch (error) {
        return error;
      }
    };
    expect(why({}, 4)).toBeInstanceOf(UnreadableFact);
    expect(why({}, 4)).toMatchObject({
      name: 'UnreadableFact',
      message: 'unit.named version 4 is newer than version 3, the newest known here.',
    });
    expect(why({ first: 7 }, 3)).toBeInstanceOf(UnreadableFact);
    expect(why({ first: 7 }, 3)).toMatchObject({
      message: expect.stringMatching(/^unit\.named version 3: [\s\S]*first/),
      cause: expect.any(z.ZodError),
    });
  });

  it('is named noun.past-tense in small letters, and not as XState names its own events', () => {
    const data = z.object({});
    for (const type of ['unit.submitted', 'task-run.data-ended', 'a.b'])
      expect(defineFact(type, { says: '', data }).type).toBe(type);
    for (const type of [
      'unit',
      'unit.',
      '.made',
      'Unit.made',
      'unit.made.twice',
      'unit made',
      'unit.made2',
      'unit-.made',
    ])
      expect(() => defineFact(type, { says: '', data })).toThrow(`"${type}" cannot name a fact`);
    expect(() => defineFact('xstate.init', { says: '', data })).toThrow('cannot name a fact');
    for (const type of ['-unit.made', 'unit.-made', 'unit--x.made', 'unit.made-', ' unit.made', 'unit.made '])
      expect(() => defineFact(type, { says: '', data })).toThrow('cannot name a fact');
  });
});

describe('the catalog', () => {
  it('has each kind once, under its type, with a sentence', () => {
    for (const kind of catalog) {
      expect(kindOf(kind.type)).toBe(kind);
      expect(kind.says).toMatch(/^\S.*\S$/);
    }
    expect(new Set(catalog.map(({ type }) => type)).size).toBe(catalog.length);
    expect(kindOf('unit.eaten')).toBeUndefined();
  });

  it('reads a recorded fact with its stamp, and nothing that stands beside', () => {
    const stamp = { id: 'fact-1', at: '2026-01-01T12:00:00.000Z', by: 'spec' };
    const data = { runId: 'colours-1' };
    const recorded = { ...stamp, type: 'task-run.launched', version: 1, data, beside: true };
    expect(read(recorded)).toEqual({ ...stamp, type: 'task-run.launched', version: 1, data });
  });

  it('reads a fact whose type had another name when it was recorded', () => {
    const recorded = { id: 'fact-1', at: '2026-01-01T12:00:00.000Z', by: 'spec', version: 1 };
    const data = { workerId: 'ada', reason: 'Copies.' };
    const blocked = { ...recorded, type: 'worker.blocked', version: 2, data };
    expect(read({ ...recorded, type: 'worker.banned', data })).toEqual(blocked);
    expect(kindOf('worker.banned')).toBe(kindOf('worker.blocked'));
  });

  it('reads no fact of an unknown type', () =>
    expect(() => read({ id: '', at: '', by: '', type: 'unit.eaten', version: 1, data: {} })).toThrow(
      'No fact is called unit.eaten.',
    ));
});

it('the verb of a fact is spelled with underscores outside of its type', () => {
  expect(verbOf('unit.accepted')).toBe('accepted');
  expect(verbOf('unit.soft-rejected')).toBe('soft_rejected');
  expect(verbOf('unit.second-opinion-asked')).toBe('second_opinion_asked');
});
