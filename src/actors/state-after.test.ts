import { describe, expect, it } from 'vitest';
import { stateAfterAny } from './state-after.ts';

describe('the state after a fact', () => {
  it.each([
    ['unit.submitted', 'completed'],
    ['unit.returned', 'open'],
    ['unit.review-undone', 'completed'],
    ['unit.second-opinion-asked', 'completed'],
    ['task-run.paused', 'paused'],
    ['worker.blocked', 'blocked'],
    ['agent.connected', 'working'],
  ])('of %s is %s, whatever was before', (type, state) => expect(stateAfterAny(type)).toBe(state));

  it.each(['unit.bonus-granted', 'worker.qualification-granted', 'task-run.extended', 'fact.unreadable'])(
    'of %s depends on the history',
    (type) => expect(stateAfterAny(type)).toBeUndefined(),
  );
});
