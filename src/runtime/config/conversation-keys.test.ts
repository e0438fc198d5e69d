import { describe, expect, it } from 'vitest';
import { conversationOf } from './conversation-keys.ts';
import { TaskConfig } from './task-keys.ts';

const least = { task_name: 'talk', task_title: 'Talk', task_description: 'Talk.', agents_per_conversation: 2 };
const configOf = (keys: object) => TaskConfig.parse({ ...least, ...keys });

describe('the conversations of a config', () => {
  it('are settings of the run', () =>
    expect(conversationOf(configOf({ display_names: ['Alex', 'Robin'], on_dropout: 'wait' }))).toMatchObject({
      ...{ seats: 2, minimum: 2, names: ['Alex', 'Robin'], dropout: 'wait', dropoutSeconds: 300 },
    }));

  it.each([
    [['Partner', 'Partner']],
    [['Partner', 'partner ']],
    [['Alex', 'System']],
    [['requester']],
    [['Chat Agent 2']],
  ])('call nobody like somebody else: %j', (display_names) =>
    expect(() => configOf({ display_names })).toThrow(/must not have .*, which others are called as well/),
  );

  it('may call people what they are called without a list', () =>
    expect(conversationOf(configOf({ display_names: ['Alex', 'Chat Agent 2'] }))?.names).toHaveLength(2));
});
