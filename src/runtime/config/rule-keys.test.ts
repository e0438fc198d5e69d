import { describe, expect, it } from 'vitest';
import { faultsOf } from './config-faults.ts';
import { ruleOf } from './rule-keys.ts';
import { TaskConfig } from './task-keys.ts';

const config = { task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.' };
const faultsIn = (rules: unknown) => {
  const { error } = TaskConfig.safeParse({ ...config, rules });
  return faultsOf(error?.issues ?? [], { ...config, rules }).map(({ reason }) => reason);
};

describe('the rules of a config', () => {
  it('are the parts of their lines, with spaces or without', () => {
    const rules = [
      { if: 'returned>=5', do: 'pause', pause_minutes: 60 },
      { if: '  accepted_share  <  0.5 ', do: 'exclude', after_units: 10, reason: ' Careless. ' },
      { if: 'fast_answers_in_a_row = 3', do: 'flag', faster_than_seconds: 1.5 },
    ];
    expect(TaskConfig.parse({ ...config, rules }).rules?.map(ruleOf)).toMatchObject([
      { measure: 'returned', comparator: '>=', threshold: 5 },
      { measure: 'accepted_share', comparator: '<', threshold: 0.5, afterUnits: 10, reason: 'Careless.' },
      { measure: 'fast_answers_in_a_row', comparator: '=', threshold: 3, fasterThanSeconds: 1.5 },
    ]);
  });

  const flag = { if: 'returned >= 5', do: 'flag' };
  const measures = 'the measures are submitted, gold_accuracy, wrong_golds, returned,';
  it.each([
    ['flag', 'must be a list of rules'],
    [
      Array.from({ length: 21 }, (_, n) => ({ ...flag, if: `returned >= ${n + 1}` })),
      'must not have more than 20 rules',
    ],
    [[{ ...flag, if: 5 }], 'must be text, such as "gold_accuracy < 0.7"'],
    [[{ ...flag, if: 'returned' }], 'must be a measure, a comparison and a number'],
    [[{ ...flag, if: 'returned != 5' }], 'must be a measure, a comparison and a number'],
    [[{ ...flag, if: 'returned >= -5' }], 'must be a measure, a comparison and a number'],
    [[{ ...flag, if: 'retruned >= 5' }], `has no known measure (did you mean "returned"?); ${measures}`],
    [[{ ...flag, if: 'pasted >= 5' }], measures],
    [[{ ...flag, if: 'accepted_share >= 95' }], 'must compare accepted_share with a share from 0 to 1'],
    [[{ ...flag, if: 'returned >= 1.5' }], 'must compare returned with a whole number'],
    [[{ ...flag, do: 'ban' }], 'must be one of flag, exclude, pause, block, grant, revoke'],
    [[{ ...flag, after_units: 0 }], 'must be 1 or more'],
    [[{ ...flag, after_units: 1.5 }], 'must be a whole number'],
    [[{ ...flag, after_units: 2_000_000 }], 'must be at most 1,000,000'],
    [[{ ...flag, if: 'fast_answers >= 3' }], 'is missing; it is needed for fast_answers and fast_answers_in_a_row'],
    [[{ ...flag, faster_than_seconds: 2 }], 'is only for fast_answers and fast_answers_in_a_row'],
    [[{ ...flag, if: 'fast_answers >= 3', faster_than_seconds: 0 }], 'must be more than 0'],
    [[{ ...flag, do: 'pause' }], 'is missing; it is needed for "do: pause"'],
    [[{ ...flag, pause_minutes: 5 }], 'is only for "do: pause"'],
    [[{ ...flag, do: 'grant' }], 'is missing; it is needed for "do: grant" and "do: revoke"'],
    [[{ ...flag, qualification: 'careful' }], 'is only for "do: grant" and "do: revoke"'],
    [[{ ...flag, do: 'revoke', qualification: 'careful', value: 2 }], 'is only for "do: grant"'],
    [[{ ...flag, do: 'grant', qualification: 'careful', value: 1.5 }], 'must be a whole number'],
    [[{ ...flag, reason: '' }], 'must not be empty'],
    [[{ ...flag, reason: 'x'.repeat(501) }], 'must not be longer than 500 characters'],
    [[{ ...flag, if: 'returned < 5' }], 'is missing; without it the rule holds from the first unit on'],
    [[{ ...flag, if: 'rejected = 0' }], 'is missing; without it the rule holds from the first unit on'],
    [[flag, { ...flag, if: 'returned>=5', reason: 'Too picky.' }], 'stands there already'],
    [
      [
        { ...flag, do: 'grant', qualification: 'careful' },
        { ...flag, do: 'revoke', qualification: 'Careful' },
      ],
      'so they would undo each other',
    ],
    [[{ ...flag, if: 'wrong_golds >= 3' }], 'is about gold units, so it needs "use_golds: true"'],
    [[{ ...flag, if: 'gold_accuracy < 0.5' }], 'is about gold units, so it needs "use_golds: true"'],
    [[{ ...flag, unless: 'x' }], 'unless'],
  ])('are refused with what is wrong: %j', (rules, reason) =>
    expect(faultsIn(rules)).toEqual([expect.stringContaining(reason)]),
  );
});
