import { describe, expect, it } from 'vitest';
import { TaskWishes } from '../../../../src/api/drafts.ts';
import { browserKinds } from '../../../../src/api/new-task.ts';
import { SavedTaskName } from '../../../../src/api/tasks.ts';
import { emptyForm, faultsOf, filled, wishesOf } from './wishes.ts';

describe('the form of a new task', () => {
  it.each(browserKinds)('begins with what can be launched: %s', (kind) => {
    const form = { ...emptyForm, kind };
    expect(faultsOf(form)).toEqual({});
    expect(TaskWishes.parse(wishesOf(form))).toEqual(wishesOf(form));
    expect(SavedTaskName.parse(filled(form).name)).toBe(filled(form).name);
  });

  it('follows the kind and the title until something else is typed', () => {
    expect(filled({ ...emptyForm, kind: 'rating' })).toMatchObject({ title: 'How good is this?', labels: '' });
    expect(filled({ ...emptyForm, media: 'image' })).toMatchObject({ question: 'What does it show?' });
    expect(filled({ ...emptyForm, title: 'Über Cafés!' }).name).toBe('uber-cafes');
    expect(filled({ ...emptyForm, title: 'Cafés', name: 'mine' }).name).toBe('mine');
  });

  it('asks for no media where a kind has none, and for each column once', () => {
    const form = {
      ...emptyForm,
      kind: 'spans' as const,
      media: 'image' as const,
      gold: 'truth',
      hidden: ['truth', 'id'],
    };
    expect(wishesOf(form)).toMatchObject({ media: 'text', gold: 'truth', hidden: ['id'] });
  });

  it('has each label once', () => {
    const wishes = wishesOf({ ...emptyForm, labels: 'good, bad,good' });
    expect(TaskWishes.parse(wishes).labels).toEqual(['good', 'bad']);
    expect(() => TaskWishes.parse({ ...wishes, labels: ['good', 'good '] })).toThrow('must all be different');
  });

  it.each([
    ['title', { title: ' ' }],
    ['question', { question: '' }],
    ['labels', { labels: 'good,' }],
    ['unitsPerItem', { unitsPerItem: '' }],
    ['minutes', { minutes: 0 }],
    ['reward', { reward: -1 }],
    ['currency', { currency: '€' }],
    ['name', { name: 'My study' }],
    ['name', { title: '日本' }],
  ])('says what is wrong with the field %s', (field, changed) =>
    expect(Object.keys(faultsOf({ ...emptyForm, ...changed }))).toContain(field),
  );
});
