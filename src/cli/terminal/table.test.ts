import { describe, expect, it } from 'vitest';
import { pairs, table } from './table.ts';

describe('a table', () => {
  it('sets numbers to the right and words to the left, without trailing blanks', () => {
    expect(
      table(
        ['RUN', 'UNITS', 'OPENED'],
        [
          ['colours-x7k2p', 1200, 'today'],
          ['films', 7, null],
        ],
      ),
    ).toEqual(['RUN            UNITS  OPENED', 'colours-x7k2p   1200  today', 'films              7']);
  });

  it('keeps every row on its own line, with any text in its cells', () => {
    expect(table(['NOTE'], [['first\nsecond\x1b[2J']])).toEqual(['NOTE', 'first second\\u001b[2J']);
  });

  it('is its headings when there are no rows', () => {
    expect(table(['RUN', 'STATUS'], [])).toEqual(['RUN  STATUS']);
  });
});

describe('pairs', () => {
  it('align their values', () => {
    expect(
      pairs([
        ['run', 'films'],
        ['worker page', 'http://x/'],
      ]),
    ).toEqual(['run          films', 'worker page  http://x/']);
  });
});
