import { describe, expect, it } from 'vitest';
import { refusals, refuse } from './refusals.ts';

/** Mephisto's texts: pages made for it show them, and some compare them. */
const legacy: Record<string, string> = {
  'work/not-qualified': 'You are not currently qualified to work on this task...',
  'work/none': 'There is currently no available work, please try again later...',
  'work/too-many-at-once':
    'You are currently working on too many tasks concurrently to accept another, please finish your current work.',
  'work/maximum-reached': 'You have already completed the maximum amount of tasks the requester has set for this task.',
};

describe('the text of a refusal for workers', () => {
  it('where there is no work is worded as in Mephisto', () => {
    const codes = Object.keys(refusals).filter((code) => code in legacy);
    const texts = Object.fromEntries(codes.map((code) => [code, refuse(code as 'work/none').message]));
    expect(texts).toEqual(legacy);
  });

  it('names a next step where the protocol leaves the words to us', () => {
    const sentences = [
      refuse('agent/unknown', { agent: 'a1' }),
      refuse('agent/nothing-to-return', { agent: 'a1' }),
      refuse('request/too-large'),
      refuse('log/busy'),
      refuse('log/unavailable'),
    ].map(({ message }) => message);
    for (const sentence of sentences) expect(sentence).toMatch(/\b(open the task page|send|try) (again|a )/i);
  });
});
