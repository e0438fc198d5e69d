import { describe, expect, it } from 'vitest';
import { compose, type Mistake, merge, placeIn, type Values } from './compose.ts';

async function composed(files: Record<string, string>, path = 'conf/example') {
  const mistakes: Mistake[] = [];
  const layers = await compose(path, async (name) => files[name], mistakes);
  const tree = layers.reduce<Values>((earlier, { values }) => merge(earlier, values) as Values, {});
  return { tree, mistakes, placeOf: (...steps: (string | number)[]) => placeIn(layers, steps) };
}

describe('a composed config', () => {
  it('has the types that its defaults choose, each with the line of its choice', async () => {
    const text =
      'defaults:\n  - /mephisto/blueprint: static_react_task\n  - mephisto/provider: mock\nmephisto: {task: {}}\n';
    const { tree, mistakes, placeOf } = await composed({ 'conf/example': text });
    expect(tree).toEqual({
      mephisto: { blueprint: { _blueprint_type: 'static_react_task' }, provider: { _provider_type: 'mock' }, task: {} },
    });
    expect(mistakes).toEqual([]);
    expect(placeOf('mephisto', 'blueprint', '_blueprint_type')).toBe('hydra_configs/conf/example.yaml, line 2');
    expect(placeOf('mephisto', 'task')).toBe('hydra_configs/conf/example.yaml, line 4');
  });

  it.each([
    ['after its defaults', 'defaults: [base]\nn: 2\n', { n: 2, base: true }],
    ['where "_self_" stands among them', 'defaults: [_self_, base]\nn: 2\n', { n: 1, base: true }],
  ])('counts %s', async (_, text, tree) => {
    const base = 'n: 1\nbase: true\n';
    expect((await composed({ 'conf/example': text, 'conf/base': base })).tree).toEqual(tree);
  });

  it('merges maps, and replaces lists and all else', () => {
    expect(merge({ a: { b: 1, c: [1, 2] }, d: { e: 1 } }, { a: { c: [3] }, d: 'x' })).toEqual({
      a: { b: 1, c: [3] },
      d: 'x',
    });
  });

  it('puts a file into its package: all, its group, or the one that it names', async () => {
    const files = {
      'conf/example':
        '#@package _global_\ndefaults:\n  - /mephisto/provider: own\n  - /more/words: de\n  - /more/pay: low\n',
      'mephisto/provider/own': '_provider_type: inhouse\nui_base_url: https://a.example\n',
      'more/words': 'unused: true\n',
      'more/words/de': '# @package words.here\nhello: Hallo\n',
      'more/pay/low': '#@package _group_\neach: 1\n',
    };
    const { tree, placeOf } = await composed(files);
    expect(tree).toEqual({
      mephisto: { provider: { _provider_type: 'inhouse', ui_base_url: 'https://a.example' } },
      words: { here: { hello: 'Hallo' } },
      more: { pay: { each: 1 } },
    });
    expect(placeOf('words', 'here', 'hello')).toBe('hydra_configs/more/words/de.yaml, line 2');
    expect(placeOf('mephisto', 'provider', 'ui_base_url')).toBe('hydra_configs/mephisto/provider/own.yaml, line 2');
  });

  it('leaves out what is for Hydra itself, and what is optional and not there', async () => {
    const text =
      'defaults:\n  - override hydra/job_logging: disabled\n  - optional /more: none\n  - /more: null\nn: 1\n';
    expect(await composed({ 'conf/example': text })).toMatchObject({ tree: { n: 1 }, mistakes: [] });
  });

  it.each([
    ['defaults: [base]', 'there is no hydra_configs/conf/base.yaml'],
    ['defaults: [/other/base]', 'there is no hydra_configs/other/base.yaml'],
    ['defaults: yes', '"defaults" must be a list'],
    ['defaults: [../../secret]', '"secret" must be the name of a group and of a config in it'],
    ['defaults: [{/more: [a, b]}]', 'more: ["a","b"] must be the name of a group'],
    ['defaults: [example]', 'the defaults lead in a circle: hydra_configs/conf/example.yaml →'],
  ])('is told its mistake: %s', async (text, reason) => {
    const { mistakes } = await composed({ 'conf/example': `n: 1\n${text}\n` });
    expect(mistakes).toEqual([
      { place: 'hydra_configs/conf/example.yaml, line 2', reason: expect.stringContaining(reason) },
    ]);
  });
});
