import { expect, it } from 'vitest';
import { RunSettings } from '../events/task-run.ts';
import { Recovered } from './recovery.ts';

it('a recovered run keeps every setting that a run has', () => {
  const run = Recovered.options.find(({ shape }) => shape.kind.value === 'run');
  const { settings } = run?.shape as unknown as { settings: typeof RunSettings };
  expect(Object.keys(settings.shape).sort()).toEqual(Object.keys(RunSettings.shape).sort());
});
