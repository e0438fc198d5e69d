import { describe, expect, it } from 'vitest';
import type { WorkEntry } from '../../projections/integrity/recorded-work.ts';
import { finalAnswerKeys, lackOf } from './final-answers.ts';

const entry = (answer: string | null, at: string, withdrawnAt: string | null = null): WorkEntry => ({
  ...{ kind: 'adjudication', run: 'colours-1' },
  values: ['colours-1.0', answer, null, 'anna', at, withdrawnAt && 'anna', withdrawnAt],
});

describe('a lost final answer', () => {
  const withdrawn = { answer: 'red', at: 't1', withdrawnAt: 't2' };

  it('is put back where the item has none, also after another one was withdrawn', () => {
    expect(lackOf(undefined, { answer: 'red', at: 't1' })).toBe('lacking');
    for (const answer of ['red', 'blue']) expect(lackOf(withdrawn, { answer, at: 't3' })).toBe('lacking');
  });

  it('stays away where it is known, was withdrawn later, or has another in its place', () => {
    expect(lackOf({ answer: 'red', at: 't5' }, { answer: 'red', at: 't1' })).toBe('known');
    expect(lackOf(withdrawn, { answer: 'red', at: 't1' })).toBe('known');
    expect(lackOf({ answer: 'blue', at: 't5' }, { answer: 'red', at: 't1' })).toBe('another');
  });

  it('that was withdrawn is withdrawn where it is in force, and a later one stays', () => {
    expect(lackOf({ answer: 'red', at: 't1' }, withdrawn)).toBe('lacking');
    expect(lackOf({ answer: 'blue', at: 't3' }, withdrawn)).toBe('known');
    for (const present of [undefined, withdrawn]) expect(lackOf(present, withdrawn)).toBe('known');
  });
});

describe('the key of a final answer by its content', () => {
  it('is the same at another time, unless the log withdraws it in between', () => {
    const { inLog, keyOf } = finalAnswerKeys();
    const first = keyOf(entry('"red"', 't1'));
    expect(keyOf(entry('"red"', 't3'))).toBe(first);
    inLog([entry(null, 't2', 't2')]);
    expect(keyOf(entry('"red"', 't1'))).toBe(first);
    expect(keyOf(entry('"red"', 't3'))).not.toBe(first);
    expect(keyOf(entry('"red"', 't4'))).toBe(keyOf(entry('"red"', 't3')));
  });
});
