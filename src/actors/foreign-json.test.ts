import { describe, expect, it } from 'vitest';
import { assertShallow, parseForeign, parseShallow, tooDeepReason } from './foreign-json.ts';
import { deepestJson } from './json-depth.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const tooDeep = expect.objectContaining({
  code: 'request/too-deep',
  message: expect.stringContaining(`more than ${deepestJson} levels`),
});

describe('JSON from outside', () => {
  it('is read when its lists and objects do not stand too deep in each other', () => {
    expect(parseForeign('{"a":[1,"[[["]}')).toEqual({ a: [1, '[[['] });
    expect(JSON.stringify(parseForeign(nested(deepestJson)))).toBe(nested(deepestJson));
    expect(assertShallow(nested(deepestJson))).toBeUndefined();
  });

  it('is refused from one level more on, before anything is made of it', () => {
    expect(() => parseForeign(nested(deepestJson + 1))).toThrow(tooDeep);
    expect(() => assertShallow(nested(deepestJson + 1))).toThrow(tooDeep);
    expect(() => parseForeign('['.repeat(1_000_000))).toThrow(tooDeep);
  });

  it('may stand in more levels where the caller has wrapped it', () => {
    expect(parseShallow('[[[]]]', 3)).toEqual([[[]]]);
    expect(() => parseShallow('[[[]]]', 2)).toThrow(tooDeep);
  });

  it.each([
    [
      '{"a":[0,{"id":675127116845989888}]}',
      'in "a.1.id", the number 675127116845989888 would become 675127116845989900',
    ],
    ['{"a":{"b":1,"b":2}}', 'in "a", the key "b" stands twice in one object'],
    ['{"constructor":{"__proto__":1}}', 'in "constructor", no key can be called "__proto__"'],
  ])('is refused with the path of what would not be kept: %s', (json, words) => {
    const refusal = expect.objectContaining({ code: 'request/not-storable', message: expect.stringContaining(words) });
    expect(() => parseForeign(json)).toThrow(refusal);
    expect(JSON.stringify(parseShallow('{"constructor":{"prototype":1}}'))).toBe('{"constructor":{"prototype":1}}');
  });

  it('that is no JSON is a SyntaxError', () => expect(() => parseForeign('{')).toThrow(SyntaxError));

  it('has a reason for refusals that name the place', () =>
    expect(tooDeepReason).toBe('lists and objects stand more than 100 levels deep in each other'));
});
