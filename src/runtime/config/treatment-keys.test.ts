import { describe, expect, it } from 'vitest';
import { designText } from '../../projections/runs/design-text.ts';
import { requireKnownKeys } from '../launch-plan.ts';
import { TaskConfig } from './task-keys.ts';
import { treatmentsOf } from './treatment-keys.ts';

const least = { task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.' };
const configOf = (treatments: unknown, more: object = {}) => TaskConfig.parse({ ...least, treatments, ...more });
const conditions = { control: 1, hint: 2 };

describe('the experimental design in a config', () => {
  it('is a setting of the run, with what is drawn with', () => {
    expect(treatmentsOf(TaskConfig.parse(least), 7)).toBeUndefined();
    expect(
      treatmentsOf(configOf({ key: 'condition', conditions, within: 'level', units_per_condition: 3 }), 7),
    ).toEqual({
      key: 'condition',
      conditions: [
        { name: 'control', weight: 1 },
        { name: 'hint', weight: 2 },
      ],
      within: 'level',
      unitsPerCondition: 3,
      seed: 7,
    });
  });

  it.each([
    [{ key: 'condition', conditions }, '"condition" between subjects (control 1, hint 2)'],
    [{ within: 'level' }, '"level" within subjects, counterbalanced'],
    [
      { key: 'c', conditions, within: 'level', units_per_condition: 2 },
      '"c" between subjects (control 1, hint 2); "level" within subjects, counterbalanced, 2 units in a row',
    ],
  ])('is said in words: %j', (treatments, text) =>
    expect(designText(treatmentsOf(configOf(treatments), 0))).toBe(text),
  );

  it.each([
    [{}, 'is missing; name a key, or \\"within\\"'],
    [{ key: 'c' }, 'is missing; the key needs conditions'],
    [{ conditions }, 'needs \\"key\\"'],
    [{ key: 'c', conditions: { a: 1 } }, 'must have 2 to 50 conditions'],
    [{ key: 'c', conditions: { a: 1, b: 0 } }, 'must be more than 0'],
    [{ key: 'c', conditions: ['a', 'b'] }, 'must be a map of conditions and their weights'],
    [{ key: 'c', conditions, units_per_condition: 2 }, 'needs \\"within\\"'],
    [{ key: 'c', condition: {} }, 'did you mean \\"conditions\\"?'],
  ])('is refused: %j', (treatments, words) => expect(() => configOf(treatments)).toThrow(words));

  it('excludes round robin over a second key', () =>
    expect(() => configOf({ within: 'level' }, { round_robin: 'topic' })).toThrow('exclude each other'));

  const summary = (changes: object) => ({
    ...{ length: 4, withUnits: { items: 0, units: 0 }, keys: ['level', 'condition'], groups: 2, first: {} },
    ...changes,
  });
  it.each([
    [{ key: 'condition', conditions }, summary({}), 'data/key-taken'],
    [{ within: 'level' }, summary({ groups: 1 }), 'data/bad-conditions'],
    [{ within: 'level' }, summary({ groups: 51 }), 'data/bad-conditions'],
    [{ within: 'level' }, undefined, 'data/no-list'],
    [{ within: 'levle' }, summary({ groups: 0 }), 'data/unknown-key'],
  ])('is refused for data that does not have it: %j', (treatments, known, code) =>
    expect(() => requireKnownKeys(configOf(treatments), known)).toThrow(expect.objectContaining({ code })),
  );

  it('may be shown by a page of questions', () => {
    const more = { questions: [{ key: 'q' }], show: ['level', 'c', 'level_order'] };
    const treatments = { key: 'c', conditions, within: 'level' };
    expect(() => requireKnownKeys(configOf(treatments, more), summary({ keys: ['level'] }))).not.toThrow();
  });
});
