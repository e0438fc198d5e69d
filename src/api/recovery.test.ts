import { expect, it } from 'vitest';
import { RunSettings } from '../events/task-run.ts';
import { Recovered } from './recovery.ts';

it('a recovered run keeps every setting that a run has', () => {
  const shapes = Recovered.options.map(({ shape }) => shape);
  const settings = shapes.flatMap((shape) => ('settings' in shape ? Object.keys(shape.settings.shape) : []));
  expect(settings.sort()).toEqual(Object.keys(RunSettings.shape).sort());
});
