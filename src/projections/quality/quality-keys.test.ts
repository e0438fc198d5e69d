import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../runtime/config/config-faults.ts';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import { qualityConfigOf } from './quality-config.ts';

const base = { task_name: 'films', task_title: 'Films', task_description: 'Films.' };
const faults = (quality: unknown) => {
  const config = { ...base, quality };
  return faultsOf(TaskConfig.safeParse(config).error?.issues ?? [], config).map(({ reason }) => reason);
};

describe('the quality section of a config', () => {
  it('may name questions, their labels in any short form, and the keys of gold answers', () => {
    const quality = { questions: [{ key: 'stars', level: 'ordinal', labels: [1, 2, '3'] }], gold: { stars: 'truth' } };
    expect(faults(quality)).toEqual([]);
    expect(qualityConfigOf({ quality }).questions?.[0]?.labels).toEqual(['1', '2', '3']);
  });

  it.each([
    [
      { question: [] },
      /^"quality" has the unknown key "question" \(did you mean "questions"\?\); its keys are questions, gold/,
    ],
    [{ questions: [{ key: 'a', level: 'high' }] }, /^"quality.questions.0.level" must be nominal, ordinal or interval/],
    [{ questions: [{ key: 'a' }, { key: 'a' }] }, /^"quality.questions.1.key" is "a", as that of a question before it/],
    [{ questions: [{ key: 'a', pairwise: { left: 'l' } }] }, /^"quality.questions.0.pairwise.right" is missing/],
    [{ gold: 7 }, /^"quality.gold" must be a key of the items/],
    ['stars', /^"quality" must be a map/],
  ])('is refused with the path and the reason: %j', (quality, reason) => {
    expect(faults(quality)).toEqual([expect.stringMatching(reason)]);
  });

  it('is empty for a run whose config this version cannot read', () => {
    expect(qualityConfigOf({ quality: { level: 'unknown' } })).toEqual({});
    expect(qualityConfigOf(undefined)).toEqual({});
  });
});
