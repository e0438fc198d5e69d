import { describe, expect, it } from 'vitest';
import { TaskConfig } from '../../../src/runtime/config/task-keys.ts';
import { groupsOf } from './config-groups.ts';

describe('the groups of a config', () => {
  it('hold every key once', () => {
    const config = Object.fromEntries(Object.keys(TaskConfig.shape).map((key) => [key, key]));
    const entries = groupsOf(config).flatMap((group) => group.entries);
    expect(Object.fromEntries(entries)).toEqual(config);
    expect(entries).toHaveLength(Object.keys(config).length);
  });

  it('begin with what the task is, and end with what nobody has thought of', () => {
    const groups = groupsOf({ new_key: 1, max_new_things: 2, task_title: 'Films', task_name: 'films' });
    expect(groups).toEqual([
      {
        title: 'Task',
        entries: [
          ['task_name', 'films'],
          ['task_title', 'Films'],
        ],
      },
      { title: 'Limits', entries: [['max_new_things', 2]] },
      { title: 'More', entries: [['new_key', 1]] },
    ]);
  });
});
