import { describe, expect, it } from 'vitest';
import { defineRefusals, firstOf, nameOf, Refusal, spoken } from './refusal.ts';

const { refusals, refuse } = defineRefusals(
  {
    'work/none': [404, () => 'There is no work.'],
    'login/too-often': [429, (d: { seconds: number }) => `Wait ${d.seconds} seconds.`],
  },
  {
    'unit/unknown': [404, (d: { unit: string; seconds?: number }) => `No unit is called "${d.unit}".`],
  },
);

describe('a refusal', () => {
  it('has a code, a status and a sentence', () => {
    const refusal = refuse('unit/unknown', { unit: 'u1' });
    expect(refusal).toBeInstanceOf(Refusal);
    const { name, code, status, message, retryAfterSeconds } = refusal;
    expect({ name, code, status, message, retryAfterSeconds }).toEqual({
      name: 'Refusal',
      code: 'unit/unknown',
      status: 404,
      message: 'No unit is called "u1".',
      retryAfterSeconds: undefined,
    });
  });

  it('says after how many seconds to try again when there were too many requests, and only then', () => {
    expect(refuse('login/too-often', { seconds: 7 })).toMatchObject({ status: 429, retryAfterSeconds: 7 });
    expect(refuse('unit/unknown', { unit: 'u1', seconds: 7 }).retryAfterSeconds).toBeUndefined();
  });

  it('of a folder stands beside those that it inherits', () => {
    expect(refuse('work/none')).toMatchObject({ status: 404, message: 'There is no work.' });
    expect(Object.keys(refusals).sort()).toEqual(['login/too-often', 'unit/unknown', 'work/none']);
  });
});

describe('the words of a refusal', () => {
  it('name a reviewer without what facts put before the name', () => {
    expect(['reviewer:anna', 'local', 'a reviewer:anna'].map(nameOf)).toEqual(['anna', 'local', 'a reviewer:anna']);
  });

  it('spell a status with a hyphen', () => expect(spoken('soft_rejected')).toBe('soft-rejected'));

  it('are those of five refusals, and how many more there are', () => {
    const five = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
    expect(firstOf([])).toBe('');
    expect(firstOf(five)).toBe('One. Two. Three. Four. Five.');
    expect(firstOf([...five, 'Six.', 'Seven.'])).toBe('One. Two. Three. Four. Five. And 2 more.');
  });
});
