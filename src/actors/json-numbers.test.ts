import { expect, it } from 'vitest';
import { hasTooLargeNumber } from './json-numbers.ts';

it.each(['1e400', '-1E+400', '{"a":[1,{"b":2e309}]}', `[${'9'.repeat(400)}]`, `${'9'.repeat(250)}e99`])(
  'JSON with a number beyond all that can be stored is found: %s',
  (json) => expect(hasTooLargeNumber(json)).toBe(true),
);

it.each(['1e308', '1e-400', '"1e400"', `"${'9'.repeat(400)}"`, '{"1e400":1}', '{"a":1e400', '', '[1.5,-2e10]'])(
  'other JSON, and what is none, is not: %s',
  (json) => expect(hasTooLargeNumber(json)).toBe(false),
);
