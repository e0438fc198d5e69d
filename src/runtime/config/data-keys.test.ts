import { describe, expect, it } from 'vitest';
import { hiddenKeys, shownButHidden, unknownDataKeys, withoutKeys } from './data-keys.ts';
import { TaskConfig } from './task-keys.ts';

const configOf = (changes: Record<string, unknown>) =>
  TaskConfig.parse({ task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.', ...changes });

describe('the keys of an item', () => {
  it('are hidden from workers if they hold gold answers or are private', () => {
    const questions = [{ key: 'tone', labels: ['bad', 'good'], gold: 'truth' }];
    expect(hiddenKeys(configOf({ questions, private: ['id'] }))).toEqual(new Set(['truth', 'id']));
    expect(hiddenKeys(configOf({ page: 'page', quality: { gold: 'g' } }))).toEqual(new Set(['g']));
    expect(hiddenKeys(configOf({ page: 'page', quality: { gold: { tone: 'g', why: 'h' } } }))).toEqual(
      new Set(['g', 'h']),
    );
    expect(withoutKeys({ text: 'Hi', truth: 'good' }, new Set(['truth']))).toEqual({ text: 'Hi' });
  });

  it.each([
    [{ questions: [{ key: 'q' }], show: ['text', 'pictrue'] }, 'show', 'pictrue', 'picture'],
    [{ questions: [{ key: 'q', gold: 'label' }] }, 'the gold of question "q"', 'label', undefined],
    [{ questions: [{ key: 'q', of: 'txt', labels: ['a', 'b'] }] }, 'the text of question "q"', 'txt', 'text'],
    [{ questions: [{ key: 'q', pairwise: { left: 'text', right: 'b' } }] }, 'the pair of question "q"', 'b', undefined],
    [{ page: 'page', quality: { gold: 'truht' } }, 'quality.gold', 'truht', 'truth'],
    [{ page: 'page', quality: { gold: { q: 'gold' } } }, 'quality.gold.q', 'gold', undefined],
    [{ page: 'page', priority: 'txet' }, 'priority', 'txet', 'text'],
    [{ page: 'page', round_robin: 'genre' }, 'round_robin', 'genre', undefined],
    [{ page: 'page', private: ['worker_id'] }, 'private', 'worker_id', undefined],
  ])('are looked up in the data: %j', (changes, place, key, meant) => {
    const [found, ...others] = unknownDataKeys(configOf(changes), ['text', 'picture', 'truth']);
    expect(found).toEqual({ place, key, ...(meant ? { meant } : {}) });
    expect(others).toEqual([]);
  });

  it('are named with the blanks around them, in which alone they may differ from others', () => {
    const asked = { key: 'q', pairwise: { left: 'a ', right: ' a' }, gold: ' truth' };
    const config = configOf({ questions: [asked], show: ['text ', { key: ' text' }], private: [' id'] });
    expect(unknownDataKeys(config, ['a ', ' a', 'text ', ' text', ' truth', ' id'])).toEqual([]);
    expect(hiddenKeys(config)).toEqual(new Set([' truth', ' id']));
    expect(hiddenKeys(configOf({ page: 'page', quality: { gold: { q: ' g' } } }))).toEqual(new Set([' g']));
    for (const key of ['', ' ']) expect(() => configOf({ page: 'page', private: [key] })).toThrow('must not be empty');
  });

  it('are not shown if they are hidden', () => {
    const gold = { key: 'q', labels: ['a', 'b'], gold: 'truth' };
    expect(shownButHidden(configOf({ questions: [gold], show: ['text', 'truth'] }))).toEqual([
      { place: 'show', key: 'truth' },
    ]);
    expect(shownButHidden(configOf({ questions: [gold], show: ['text'] }))).toEqual([]);
    const spans = { key: 'p', of: 'text', labels: ['a', 'b'] };
    expect(shownButHidden(configOf({ questions: [spans], private: ['text'] }))).toEqual([
      { place: 'the text of question "p"', key: 'text' },
    ]);
  });
});
