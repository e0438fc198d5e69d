import { describe, expect, it } from 'vitest';
import { ruleFaultsOf, ruleLines, rulesIn } from './rule-lines.ts';

describe('rules as lines', () => {
  it('are written as the config writes them, and read again', () => {
    const rules = [
      { if: 'returned >= 3', do: 'flag', reason: 'Gives back: too much' },
      { if: 'accepted_share >= 0.95', after_units: 50, do: 'grant', qualification: 'true' },
    ];
    const text = ruleLines(rules);
    expect(text.split('\n')).toEqual([
      '{if: returned >= 3, do: flag, reason: "Gives back: too much"}',
      '{if: accepted_share >= 0.95, after_units: 50, do: grant, qualification: "true"}',
    ]);
    expect(rulesIn(` ${text.replace('\n', ',\n\n')}\n`)).toBe(`[${text.replace('\n', ', ')}]`);
    expect([ruleLines(undefined), rulesIn(' \n')]).toEqual(['', '']);
  });
});

describe('a refusal', () => {
  it.each([
    [
      'manyhands.yaml, line 20: "rules.1.do" must be one of flag, exclude (it is "x").',
      'Rule 2: "do" must be one of flag, exclude (it is "x").',
    ],
    ['manyhands.yaml, line 20: "rules.0" stands there already.', 'Rule 1 stands there already.'],
    ['manyhands.yaml: "rules" must be a list of rules (it is "x").', 'The list must be a list of rules (it is "x").'],
    ['The setting rules=[{if: a]: Flow map must end with a }.', 'Flow map must end with a }.'],
    [
      'Nothing was changed.\n"rules.0.if" is wrong.\n"rules.2.if" is worse.',
      'Rule 1: "if" is wrong.\nRule 3: "if" is worse.',
    ],
  ])('says what of the rules is wrong: %s', (message, rules) =>
    expect(ruleFaultsOf(new Error(message))).toEqual({ rules }),
  );
  it('keeps what it says of others', () => {
    const error = new Error('"data" is missing.\n"rules.0.if" is wrong.');
    expect(ruleFaultsOf(error)).toEqual({ rules: 'Rule 1: "if" is wrong.', others: new Error('"data" is missing.') });
    const other = new Error('The disk is full.');
    expect(ruleFaultsOf(other)).toEqual({ others: other });
    expect(ruleFaultsOf(undefined)).toEqual({});
  });
});
