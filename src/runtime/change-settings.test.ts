import { expect, it } from 'vitest';
import { changeableKeys } from '../actors/changeable-settings.ts';
import { fixedBecause } from './config/fixed-keys.ts';
import { TaskConfig } from './config/task-keys.ts';

it('every key that can be changed in an open run is a key of the config', () => {
  for (const key of changeableKeys) expect(TaskConfig.shape).toHaveProperty(key);
});

it('every other key has a reason why it stays', () => {
  for (const key of Object.keys(TaskConfig.shape).filter((key) => !changeableKeys.includes(key)))
    expect(fixedBecause(key)).toMatch(/^[a-z][^.]+$/);
  expect(fixedBecause('currency')).not.toBe(fixedBecause('unit_order'));
});
