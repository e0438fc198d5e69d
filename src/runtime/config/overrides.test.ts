import { describe, expect, it } from 'vitest';
import { toOverrides } from './overrides.ts';

describe('the settings of a command line', () => {
  it('are split at their first equals sign, once for each key', () =>
    expect(toOverrides(['task_reward=1', 'build=a=b'])).toEqual({ task_reward: '1', build: 'a=b' }));

  it.each([
    [['task_reward=1', 'task_reward = 2'], 'The setting task_reward= 2: "task_reward" is set twice; leave one out.'],
    [['__proto__=1'], 'The setting __proto__=1: "__proto__" is no known key.'],
  ])('are refused for a key that is set twice or can never be one: %j', (words, message) =>
    expect(() => toOverrides(words)).toThrow(message),
  );

  it.each(['task_reward', '=1'])('are refused without a key or an equals sign: %s', (word) =>
    expect(() => toOverrides([word])).toThrow(expect.objectContaining({ code: 'task/bad-config' })),
  );
});
