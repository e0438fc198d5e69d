import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

const now = new Date(2026, 2, 1, 9, 5, 7);
const ref = (name: string) => `\${${name}}`;

describe('references in a config', () => {
  it.each([
    ['become the value of another key, with its type', ref('a.n'), 3],
    ['become text inside of a text', `${ref('a.n')} of ${ref('a.list[1]')}`, '3 of y'],
    ['may lead to a map', ref('a.map'), { x: 'v' }],
    ['may lead to another reference', ref('a.again'), 3],
    ['may begin where they stand', ref('.sibling'), 's'],
    ['may be the local time', `run-${ref('now:%Y-%m-%d_%H%M%S')}`, 'run-2026-03-01_090507'],
    ['stay for the task folder, whose path is not recorded', `${ref('task_dir')}/data`, `${ref('task_dir')}/data`],
    ['are text after a backslash', `\\${ref('a.n')}`, ref('a.n')],
    ['are none without braces', '$a $5', '$a $5'],
  ])('%s', (_, text, value) => {
    const a = { n: 3, list: ['x', 'y'], map: { x: ref('a.v') }, v: 'v', again: ref('a.n') };
    const { tree, faults } = interpolate({ a, b: { text, sibling: 's' } }, now);
    expect(faults).toEqual([]);
    expect((tree.b as { text: unknown }).text).toEqual(value);
  });

  it('take the task folder from the config if it is set there', () => {
    expect(interpolate({ task_dir: '/tasks', data: `${ref('task_dir')}/a` }, now).tree.data).toBe('/tasks/a');
  });

  it.each([
    [{ text: ref('task.nmae'), task: { name: 'a' } }, `did you mean "${ref('task.name')}"?`],
    [{ text: ref('constructor.name') }, 'names nothing in the config'],
    [{ text: `\${unclosed` }, 'a reference does not end with "}"'],
    [{ text: `${ref('a')} of \${b`, a: 1, b: 2 }, 'a reference does not end with "}"'],
    [{ text: ref('elsewhere') }, `"${ref('elsewhere')}" names nothing in the config`],
    [{ text: ref('a'), a: null }, 'names nothing in the config'],
    [{ text: ref('a'), a: '???' }, 'names nothing in the config'],
    [{ text: `in ${ref('a')}`, a: { b: 1 } }, 'is a map, which has no place in a text'],
    [{ text: ref('oc.env:TOKEN') }, '{secret: TOKEN} names one'],
    [{ text: ref('hydra:runtime.cwd') }, 'cannot be looked up here'],
    [{ text: ref('now:%q') }, 'has %q'],
  ])('that lead nowhere are told: %j', (config, reason) => {
    const { faults, unfilled } = interpolate(config, now);
    expect(faults).toEqual([{ path: ['text'], reason: expect.stringContaining(reason) }]);
    expect(unfilled).toEqual([['text']]);
  });

  it('that multiply are stopped', () => {
    const twice = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`a${n + 1}`, `${ref(`a${n}`)}${ref(`a${n}`)}`]),
    );
    expect(interpolate({ a0: 'x', ...twice }, now).faults[0]?.reason).toBe(
      'the config follows more than 1000 references',
    );
    const long = `${ref('a')}${ref('a')}`;
    expect(interpolate({ a: 'x'.repeat(60_000), long }, now).faults[0]?.reason).toMatch('more than 100,000 characters');
  });

  it('that lead in a circle are told once', () => {
    const { faults, unfilled } = interpolate({ a: ref('b'), b: `x${ref('c')}`, c: ref('a'), d: 1 }, now);
    expect(faults).toEqual([{ path: ['a'], reason: 'these refer to each other in a circle: a, b, c' }]);
    expect(unfilled).toEqual([['a'], ['b'], ['c']]);
  });
});
