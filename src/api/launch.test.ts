import { describe, expect, it } from 'vitest';
import { valueAmong } from './launch.ts';

describe('the names of columns', () => {
  it.each([
    [['1', 'Lovely cake.'], '1'],
    [['Lovely cake!'], 'Lovely cake!'],
    [['cats/1.png', 'A cat by the window'], 'cats/1.png'],
    [['x'.repeat(81)], 'x'.repeat(81)],
    [['id', 'text'], undefined],
    [['country', '2019', '2020', '2021'], undefined],
    [['How old are you?', 'Where do you live?'], undefined],
    [['id', 'question', '1'], undefined],
    [[], undefined],
  ])('%j look like values: %s', (keys, value) => expect(valueAmong(keys)).toBe(value));
});
