import { describe, expect, it } from 'vitest';
import { TaskConfig } from '../config/task-keys.ts';
import { everyKey } from './keys.ts';
import { mapKeys } from './map-keys.ts';

const blueprint = { _blueprint_type: 'static_react_task' };
const mapped = (mephisto: Record<string, object>, root: Record<string, unknown> = {}) =>
  mapKeys({ ...root, mephisto: { ...mephisto, blueprint: { ...blueprint, ...mephisto.blueprint } } });
const sentences = (...of: Parameters<typeof mapped>) => mapped(...of).faults.map(({ reason }) => reason);

describe('the table of Mephisto keys', () => {
  it('leads to keys that there are, each from keys that mean the same', () => {
    const here = everyKey.flatMap(({ fate }) => ('to' in fate ? [fate.to] : []));
    expect(here.filter((key) => !(key in TaskConfig.shape))).toEqual([]);
    const twice = here.filter((key, n) => here.indexOf(key) !== n);
    expect(twice).toEqual(['data', 'data', 'task_source', 'data', 'data']);
  });

  it('has a sentence for everything that it does not map', () => {
    const texts = everyKey.flatMap(({ fate }) =>
      'noEffect' in fate ? [fate.noEffect] : 'refused' in fate ? [fate.refused] : [],
    );
    expect(texts.filter((text) => !/^[a-z“"`]|^(?:Manyhands|HTML)/.test(text) || text.endsWith('.'))).toEqual([]);
  });
});

describe('a Mephisto key', () => {
  it.each([
    ['task', 'task_name', 'birds', 'task_name', 'birds'],
    ['task', 'task_tags', 'a, b', 'task_tags', 'a, b'],
    ['task', 'assignment_duration_in_seconds', 60, 'assignment_duration_in_seconds', 60],
    ['task', 'maximum_units_per_worker', 4, 'maximum_units_per_worker', 4],
    ['task', 'aux_parameters', { loops: 3 }, 'aux_parameters', { loops: 3 }],
    ['blueprint', 'units_per_assignment', 3, 'units_per_assignment', 3],
    ['blueprint', 'data_csv', `\${task_dir}/data/a.csv`, 'data', 'data/a.csv'],
    ['blueprint', 'data_jsonl', '/elsewhere/a.jsonl', 'data', '/elsewhere/a.jsonl'],
    ['blueprint', 'extra_source_dir', `\${task_dir}/static`, 'extra_source_dir', 'static'],
    ['blueprint', 'block_qualification', 'careless', 'block_qualification', 'careless'],
  ])('of the %s is taken over: %s', (section, key, value, to, here) => {
    const { values, faults, moved } = mapped({ [section]: { [key]: value } });
    expect(faults).toEqual([]);
    expect(values[to]).toEqual(here);
    expect(moved).toContainEqual({ key: `mephisto.${section}.${key}`, to, value: here });
  });

  it.each([
    ['mturk', 0.3],
    ['mock', 0.3],
    ['prolific', 0.003],
  ])('has another unit for another provider: the pay of %s', (provider, reward) => {
    const { values } = mapped({ task: { task_reward: 0.3 }, provider: { _provider_type: provider } });
    expect(values.task_reward).toBeCloseTo(reward, 10);
  });

  it('has the default of Mephisto where that differs', () => {
    expect(mapped({}).values).toEqual({ allowed_concurrent: 0 });
    expect(mapped({}).moved).toContainEqual({
      ...{ key: 'mephisto.task.allowed_concurrent', to: 'allowed_concurrent', value: 0 },
      is_default: true,
    });
    expect(mapped({ task: { allowed_concurrent: 1 } }).values).toEqual({ allowed_concurrent: 1 });
  });

  it('that has no meaning here is accepted, with the reason', () => {
    const { faults, moved } = mapped({ architect: { _architect_type: 'local', port: '3000' } }, { num_tasks: 5 });
    expect(faults).toEqual([]);
    expect(moved).toContainEqual({
      key: 'mephisto.architect.port',
      because: expect.stringContaining('MANYHANDS_PORT'),
    });
    expect(moved).toContainEqual({ key: 'num_tasks', because: expect.stringContaining('run script') });
  });

  it('counts as not set without a value', () => {
    const { values, faults } = mapped({ blueprint: { task_source_review: '', preview_source: null, data_csv: '???' } });
    expect([values, faults]).toEqual([{ allowed_concurrent: 0 }, []]);
  });

  it('is one of several for the data: the first of CSV, JSON and JSON Lines counts', () => {
    const { values, moved } = mapped({ blueprint: { data_jsonl: 'c.jsonl', data_json: 'b.json' } });
    expect(values.data).toBe('b.json');
    expect(moved).toContainEqual({
      key: 'mephisto.blueprint.data_jsonl',
      because: 'mephisto.blueprint.data_json comes first',
    });
  });

  it.each([
    [
      { task: { post_install_script: 'a.sh' } },
      /"mephisto\.task\.post_install_script" is not supported.*here is build$/,
    ],
    [{ blueprint: { tips_location: 'tips.csv' } }, /"mephisto\.blueprint\.tips_location" .*here is task_config$/],
    [
      { blueprint: { world_file: 'world.py' } },
      /"mephisto\.blueprint\.world_file" .* not a world in Python; the nearest here is code$/,
    ],
    [{ provider: { prolific_workspace_name: 'lab' } }, /there is no Prolific yet; nothing here comes near it$/],
    [
      { task: { task_titel: 'a' } },
      '"mephisto.task.task_titel" is no known key; did you mean "mephisto.task.task_title"?',
    ],
    [
      { task: { units_per_assignment: 3 } },
      '"mephisto.task.units_per_assignment" is no known key; did you mean "mephisto.blueprint.units_per_assignment"?',
    ],
    [{ task: { currency: 'EUR' } }, '"mephisto.task.currency" is no known key; did you mean "manyhands.currency"?'],
    [{ provider: { xyzzyx: 1 } }, /is no known key; the keys of mephisto\.provider are _provider_type, /],
    [
      { architect: { _architect_type: 'ec2', instance_type: 'a' } },
      /_architect_type" cannot be ec2, because .*access\.md$/,
    ],
    [{ provider: { _provider_type: 'prolific', prolific_project_name: 'a' } }, /cannot be prolific, because /],
    [
      { blueprint: { _blueprint_type: 'parlai_chat', world_file: 'a.py' } },
      /world_file" is not supported, .* is code$/,
    ],
    [{ blueprint: { _blueprint_type: 'static_reakt_task' } }, /did you mean "static_react_task"\?$/],
    [{ task: { constructor: 'a' } }, /"mephisto\.task\.constructor" is no known key/],
    [{ blueprint: { _blueprint_type: 'toString' } }, /is none of static_react_task, /],
    [{ providr: {} }, '"mephisto.providr" is no known key; did you mean "mephisto.provider"?'],
    [{ task: 'x' as unknown as object }, '"mephisto.task" must be a map of keys and values'],
  ])('is refused by name with the nearest right one: %j', (mephisto: Record<string, object>, sentence) => {
    expect(sentences(mephisto)).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)]);
  });

  it('is not needed for what its switch turns off', () => {
    expect(sentences({ blueprint: { use_golds: false, min_golds: 2, use_screening_task: false } })).toEqual([]);
  });

  it('for the kind of the task must be there', () => {
    expect(mapKeys({ mephisto: {} }).faults[0]?.reason).toMatch(
      /_blueprint_type" is missing; it is one of static_react_task/,
    );
    expect(mapKeys({ mephisto: 'x' }).faults[0]?.reason).toBe('"mephisto" must be a map of keys and values');
  });
});

describe('a key at the top level', () => {
  it('that a run script would read goes to the task’s own code', () => {
    const { values, moved, sourceOf } = mapped({ task: { aux_parameters: { seed: 1 } } }, { language: 'cy' });
    expect(values.aux_parameters).toEqual({ seed: 1, language: 'cy' });
    expect(moved).toContainEqual({ key: 'language', to: 'aux_parameters.language', value: 'cy' });
    expect(sourceOf(['aux_parameters', 'language', 'x'])).toEqual(['language', 'x']);
    expect(sourceOf(['aux_parameters', 'seed'])).toEqual(['mephisto', 'task', 'aux_parameters', 'seed']);
  });

  it.each([
    [{ task_reward: 1 }, '"task_reward" has its place below; did you mean "mephisto.task.task_reward"?'],
    [{ build: 'make' }, '"build" is no key of Mephisto; did you mean "manyhands.build"?'],
    [{ task_titel: 'a' }, '"task_titel" is no known key; did you mean "mephisto.task.task_title"?'],
    [{ num_task: 1 }, '"num_task" is no known key; did you mean "num_tasks"?'],
    [{ manyhands: { bild: 'make' } }, '"manyhands.bild" is no known key; did you mean "manyhands.build"?'],
    [{ manyhands: 3 }, '"manyhands" must be a map of keys and values'],
  ])('that belongs elsewhere is refused: %j', (root, sentence) => {
    expect(sentences({}, root)).toEqual([sentence]);
  });

  it('"manyhands" has keys that Mephisto does not have, and only those that are not set already', () => {
    const { values, moved } = mapped({}, { manyhands: { build: 'make', currency: 'EUR' } });
    expect(values).toMatchObject({ build: 'make', currency: 'EUR' });
    expect(moved).toContainEqual({ key: 'manyhands.build', to: 'build', value: 'make' });
    expect(sentences({ task: { task_title: 'a' } }, { manyhands: { task_title: 'b' } })).toEqual([
      '"manyhands.task_title" is also set as mephisto.task.task_title',
    ]);
  });
});
