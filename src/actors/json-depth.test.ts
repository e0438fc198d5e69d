import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepestJson, tooDeepAt } from './json-depth.ts';

const nested = (levels: number, [open, close] = ['[', ']']) => `${open.repeat(levels)}${close.repeat(levels)}`;

/** How deep a value is, level by level. */
function depthOf(value: unknown): number {
  let [depth, level] = [0, [value]];
  for (;;) {
    const holders = level.filter((inner) => typeof inner === 'object' && inner !== null);
    if (holders.length === 0) return depth;
    depth++;
    level = holders.flatMap((holder) => Object.values(holder as object));
  }
}

describe('how deep JSON is', () => {
  it('is exceeded at the first bracket of a level too many', () => {
    expect(tooDeepAt(nested(deepestJson))).toBeUndefined();
    expect(tooDeepAt(nested(deepestJson + 1))).toBe(deepestJson);
    expect(tooDeepAt(`{"a":${nested(deepestJson)}}`)).toBe(5 + deepestJson - 1);
    expect(tooDeepAt(nested(4, ['{"a":', '}']), 3)).toBe(15);
  });

  it('is not the number of lists and objects beside each other', () => {
    for (const json of ['[[],[],[]]', '[{},{},{}]', '{"a":[],"b":{},"c":[]}']) {
      expect(tooDeepAt(json, 2)).toBeUndefined();
      expect(tooDeepAt(json, 1)).toBeGreaterThan(0);
    }
  });

  it('is not counted in texts, whatever they escape', () => {
    const brackets = '[{'.repeat(1000);
    for (const text of [brackets, `"${brackets}`, `\\"${brackets}`, `\\\\"${brackets}\\`, `\\${brackets}`])
      expect(tooDeepAt(JSON.stringify({ [text]: [text, text] }))).toBeUndefined();
    for (const text of ['"\\\\\\""', '"\\\\"', '"\\""', '""'])
      expect(tooDeepAt(`[${text}, ${nested(deepestJson)}]`)).toBe(`[${text}, `.length + deepestJson - 1);
  });

  it('is what it is in the value, for any JSON', () =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.nat({ max: 9 }), (json, most) => {
        expect(tooDeepAt(json, most) !== undefined).toBe(depthOf(JSON.parse(json)) > most);
      }),
    ));

  it('needs no stack, and no end', () => {
    expect(tooDeepAt('['.repeat(1_000_000))).toBe(deepestJson);
    expect(tooDeepAt(nested(1_000_000, ['{"a":', '}']), 2_000_000)).toBeUndefined();
    expect(tooDeepAt(`"${'\\"['.repeat(1000)}`)).toBeUndefined();
  });
});
