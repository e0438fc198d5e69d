import { describe, expect, it } from 'vitest';
import { newRunId } from './ids.ts';
import { requireAllRuns } from './quarantine.ts';

describe('what is taken for all of a task', () => {
  const isRefused = (task: string, run: string) => {
    try {
      requireAllRuns([{ run, sentence: 'It cannot be read.' }], task);
      return false;
    } catch {
      return true;
    }
  };

  it.each([
    ['short', 'films'],
    ['longer than an id may be', 'which of these two hundred sentences about the weather reads better'],
    ['cut at a space', 'which of these sentences about weather a reads better'],
    ['written with accents', 'Übersetzungen prüfen'],
  ])(
    'is refused while a run of it cannot be read and its task is known by its id only: a name that is %s',
    (_, task) => {
      expect(isRefused(task, newRunId(task))).toBe(true);
    },
  );

  it('is not refused for a run of another task', () => {
    expect(isRefused('films', newRunId('colours'))).toBe(false);
  });
});
