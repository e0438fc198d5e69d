import { describe, expect, it } from 'vitest';
import { csvOf, fileName } from './chart-files.ts';

describe('the numbers behind a chart', () => {
  it('are a table that a spreadsheet reads as it is', () => {
    const rows = [
      ['Drama, or "play"', 3],
      ['two\nlines', null],
      ['', -1.5],
    ] as const;
    expect(csvOf(['label', 'answers'], rows)).toBe(
      'label,answers\r\n"Drama, or ""play""",3\r\n"two\nlines",\r\n,-1.5\r\n',
    );
  });

  it('hold no formula that a worker wrote', () => {
    expect(csvOf(['label'], [['=HYPERLINK("x")'], ['@x'], ['-1']])).toBe(
      'label\r\n"\'=HYPERLINK(""x"")"\r\n\'@x\r\n\'-1\r\n',
    );
  });
});

describe('the name of a file', () => {
  it('comes from the title', () => {
    expect(fileName('Time per unit', 'svg')).toBe('time-per-unit.svg');
    expect(fileName('Genre: ¿qué?', 'csv')).toBe('genre-qué.csv');
    expect(fileName('…', 'png')).toBe('chart.png');
  });
});
