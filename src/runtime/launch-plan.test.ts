import { describe, expect, it } from 'vitest';
import { TaskConfig } from './config/task-keys.ts';
import { planOf } from './launch-plan.ts';

const least = { task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.' };
const planWith = (more: object) => planOf({ config: TaskConfig.parse({ ...least, ...more }) }, undefined);

describe('the plan of a launch', () => {
  it('has each rule in one line, and the qualifications that they grant or revoke', () =>
    expect(
      planWith({
        rules: [
          { if: 'accepted_share < 0.7', after_units: 10, do: 'exclude' },
          { if: 'fast_answers >= 3', faster_than_seconds: 2, do: 'flag', reason: 'Too fast.' },
          { if: 'submitted >= 20', do: 'grant', qualification: 'careful', value: 2 },
          { if: 'rejected >= 1', do: 'revoke', qualification: 'trained' },
        ],
      }),
    ).toMatchObject({
      rules: [
        'if accepted_share < 0.7 after 10 units: exclude',
        'if fast_answers (faster than 2 s) >= 3: flag',
        'if submitted >= 20: grant "careful" = 2',
        'if rejected >= 1: revoke "trained"',
      ],
      qualifications: expect.arrayContaining(['careful', 'trained']),
    }));

  it('says nothing of rules where there are none', () => {
    expect(planWith({})).not.toHaveProperty('rules');
    expect(planWith({ rules: [] })).not.toHaveProperty('rules');
  });
});
