import { describe, expect, it } from 'vitest';
import { faultsOf } from './config-faults.ts';
import { TaskConfig } from './task-keys.ts';

const config = { task_name: 'cafes', task_title: 'Cafés', task_description: 'Rate.' };
const signalsOf = (signals: unknown) => TaskConfig.parse({ ...config, signals }).signals;
const faultOf = (signals: unknown) => {
  const { error } = TaskConfig.safeParse({ ...config, signals });
  return faultsOf(error?.issues ?? [], { ...config, signals }).map(({ reason }) => reason);
};

describe('the signals of a config', () => {
  it('are off by default, and all of them if it says no more', () => {
    expect(TaskConfig.parse(config)).not.toHaveProperty('signals');
    expect(signalsOf(false)).toEqual([]);
    expect(signalsOf(true)).toEqual(['paste', 'copy', 'focus', 'typing']);
  });
  it('are those of its list, each once', () =>
    expect(signalsOf(['focus', 'paste', 'focus'])).toEqual(['paste', 'focus']));
  it.each([
    [['pasted'], 'has no signal "pasted"; did you mean "paste"?'],
    [['copy', 'Typing'], 'has no signal "Typing"; did you mean "typing"?'],
    [['screenshots'], 'has no signal "screenshots"; the signals are paste, copy, focus, typing'],
    [['copy', 3], 'must be true, or a list out of paste, copy, focus, typing'],
    ['paste', 'must be true, or a list out of paste, copy, focus, typing'],
  ])('are refused by name, with the nearest: %j', (signals, reason) =>
    expect(faultOf(signals)).toEqual([expect.stringContaining(`"signals" ${reason}`)]),
  );
});
