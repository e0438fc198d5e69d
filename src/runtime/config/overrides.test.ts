import { describe, expect, it } from 'vitest';
import { toOverrides } from './overrides.ts';

describe('the settings of a command line', () => {
  it('are split at their first equals sign, and the last of a key counts', () =>
    expect(toOverrides(['task_reward=1', 'build=a=b', 'task_reward=2'])).toEqual({ task_reward: '2', build: 'a=b' }));

  it.each(['task_reward', '=1'])('are refused without a key or an equals sign: %s', (word) =>
    expect(() => toOverrides([word])).toThrow(expect.objectContaining({ code: 'task/bad-config' })),
  );
});
