import { describe, expect, it } from 'vitest';
import { newRunId } from './ids.ts';
import { requireAllRuns } from './quarantine.ts';

describe('a request for all runs of a task', () => {
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
    ['longer than an id', 'which of these two hundred sentences about the weather reads better'],
    ['cut at a space', 'which of these sentences about weather a reads better'],
    ['written with accents', 'Übersetzungen prüfen'],
  ])('is refused while a run is unreadable whose task is known only from its id: a name that is %s', (_, task) => {
    expect(isRefused(task, newRunId(task))).toBe(true);
  });

  it('is not refused because of a run of another task', () => {
    expect(isRefused('films', newRunId('colours'))).toBe(false);
  });
});
