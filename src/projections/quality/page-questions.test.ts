import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../runtime/config/config-faults.ts';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import { AskedQuestion, toPageQuestion } from './page-questions.ts';
import { qualityConfigOf } from './quality-config.ts';

const base = { task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.' };
const faults = (changes: Record<string, unknown>) => {
  const config = { ...base, ...changes };
  return faultsOf(TaskConfig.safeParse(config).error?.issues ?? [], config).map(({ reason }) => reason);
};
const typeOf = (question: Record<string, unknown>) =>
  toPageQuestion(AskedQuestion.parse({ key: 'q', ...question })).type;

describe('a question of a task', () => {
  it.each([
    [{}, 'text'],
    [{ labels: ['a', 'b'] }, 'choice'],
    [{ labels: ['a', 'b'], type: 'choices' }, 'choices'],
    [{ scale: 5 }, 'rating'],
    [{ pairwise: { left: 'a', right: 'b' } }, 'pairwise'],
    [{ of: 'text', labels: ['a', 'b'] }, 'spans'],
  ])('is asked in the way that its keys suggest: %j', (keys, type) => {
    expect(typeOf(keys)).toBe(type);
  });

  it.each([
    [{ key: 'q', type: 'choice' }, /^"questions.0.labels" is needed by a question of type choice/],
    [{ key: 'q', type: 'rating' }, /^"questions.0.scale" is needed by a question of type rating/],
    [{ key: 'q', type: 'spans', of: 'text' }, /^"questions.0.labels" is needed by a question of type spans/],
    [{ key: 'q', labels: ['a', 'b'], scale: 3 }, /^"questions.0.labels" is only for questions of type choice/],
    [{ key: 'q', scale: 12 }, /^"questions.0.scale" must be at most 11/],
    [
      { key: 'q', label: 'Q?', lable: 'Q' },
      /^"questions.0" has the unknown key "lable" \(did you mean "label"\?\); its keys are key, label, type/,
    ],
    [{ key: 'my answer' }, /^"questions.0.key" must be made of letters/],
    [{ key: 'q', type: 'slider' }, /^"questions.0.type" must be one of choice, choices, rating/],
  ])('is refused with the path and the reason: %j', (question, reason) => {
    expect(faults({ questions: [question] })).toEqual([expect.stringMatching(reason)]);
  });

  it('needs a page that Manyhands makes, and is declared once', () => {
    const questions = [{ key: 'q' }];
    expect(faults({ questions, page: 'page' })).toEqual([expect.stringMatching(/^"questions" and a page of your own/)]);
    expect(faults({ questions, quality: { questions } })).toEqual([expect.stringMatching(/^"quality" must not have/)]);
    expect(faults({ page: 'page', show: ['text'] })).toEqual([expect.stringMatching(/^"show" needs "questions"/)]);
    expect(faults({ questions, quality: { gold: 'truth' }, extra_source_dir: 'pictures', private: ['id'] })).toEqual(
      [],
    );
  });

  it('is sent to workers without its gold answer', () => {
    const question = AskedQuestion.parse({ key: 'q', labels: ['a', 1, true], gold: 'truth' });
    expect(toPageQuestion(question)).toMatchObject({ key: 'q', label: 'q', labels: ['a', '1', 'true'] });
    expect(JSON.stringify(toPageQuestion(question))).not.toContain('truth');
  });

  it('is known to the figures with its labels, its level and its gold answers', () => {
    const questions = [
      { key: 'tone', labels: ['bad', 'good'], level: 'ordinal', gold: 'truth' },
      { key: 'stars', scale: 3 },
      { key: 'parts', of: 'text', labels: ['a', 'b'] },
    ];
    expect(qualityConfigOf({ questions })).toEqual({
      questions: [
        { key: 'tone', labels: ['bad', 'good'], level: 'ordinal' },
        { key: 'stars', labels: ['1', '2', '3'], level: 'ordinal' },
        { key: 'parts', free: true },
      ],
      gold: { tone: 'truth' },
    });
    expect(qualityConfigOf({ questions, quality: { gold: 'all' } }).gold).toBe('all');
    expect(qualityConfigOf({ questions, quality: { gold: { stars: 's' } } }).gold).toEqual({
      tone: 'truth',
      stars: 's',
    });
  });
});
