import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageFolder } from '../adapters/package.ts';
import { TaskConfig } from '../runtime/config/task-keys.ts';
import { configSchema, settings } from './settings.ts';

const examples = readdirSync(join(packageFolder, 'examples')).flatMap((example) =>
  readdirSync(join(packageFolder, 'examples', example))
    .filter((file) => /^manyhands\b.*\.yaml$/.test(file))
    .map((file) => join('examples', example, file)),
);
const checked = z.fromJSONSchema(JSON.parse(configSchema()));
const least = { task_name: 'films', task_title: 'Films', task_description: 'Look at films.' };

describe('the reference of settings', () => {
  it('has every key with a description', () => {
    const keys = settings.map(({ key }) => key);
    expect(keys.filter((key) => !key.includes('.'))).toEqual(Object.keys(TaskConfig.shape));
    expect(settings.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
  });
});

describe('the JSON Schema of a manyhands.yaml', () => {
  it.each(examples)('accepts %s', (file) => {
    const config = parse(readFileSync(join(packageFolder, file), 'utf8'));
    expect(checked.safeParse(config).error).toBeUndefined();
  });

  it.each([
    [{}, true],
    [{ units_per_assignment: 0 }, false],
    [{ units_per_assignment: 1.5 }, false],
    [{ currency: 'EURO' }, false],
    [{ task_tags: ['a'] }, true],
    [{ task_tags: 'a, b' }, true],
    [{ unit_per_assignment: 1 }, false],
    [{ task_title: undefined }, false],
    [{ task_config: { any: [{ thing: null }] } }, true],
    [{ quality: { questions: [{ key: 'genre', level: 'nominal' }], gold: { genre: 'right' } } }, true],
    [{ quality: { questions: [{ level: 'nominal' }] } }, false],
  ])('has the same result as a launch for %j', (changed, isRight) => {
    const config = JSON.parse(JSON.stringify({ ...least, ...changed }));
    expect([checked.safeParse(config).success, TaskConfig.safeParse(config).success]).toEqual([isRight, isRight]);
  });
});
