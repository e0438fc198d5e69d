import { expect, it } from 'vitest';
import { RunSettings } from '../events/task-run.ts';
import { Recovered } from './recovery.ts';

it('a recovered run keeps every setting that a run has, also those that came later', () => {
  const settings = {
    ...{ unitsPerAssignment: 2, assignmentDurationSeconds: 60, maximumUnitsPerWorker: 0, allowedConcurrent: 1 },
    ...{ maxNumConcurrentUnits: 0, autoSubmitBeforeExpirationSeconds: 5, reofferReturnedUnits: true },
    requirements: [{ qualificationId: 'a-b', name: 'a', comparator: 'Exists' }],
    onboarding: { qualificationId: 'a-b', failedId: 'a-c', pages: 2, maxMistakes: 1 },
    overlap: { question: 'q', threshold: 0.8, mostUnits: 7 },
    treatments: { key: 'c', conditions: [{ name: 'a', weight: 1 }], seed: 1 },
    unitOrder: { by: 'random', seed: 7, priority: 'urgency', roundRobin: 'topic' },
  };
  const launched = { folder: '/films' };
  const piece = { run: 'films-1', at: '2026-01-01T12:00:00.000Z', source: 'log.jsonl', kind: 'run', task: 'films' };
  const recovered = Recovered.parse({ ...piece, title: 'Films', launched, settings, config: {} });
  expect('settings' in recovered && RunSettings.parse(recovered.settings)).toEqual(settings);
});
