import { describe, expect, it } from 'vitest';
import type { QualificationId } from '../events/ids.ts';
import type { Requirement } from '../events/requirement.ts';
import type { TaskConfig } from './config/task-keys.ts';
import { notAskedBy, withDeclared } from './declared.ts';
import type { Task } from './ports/tasks.ts';

const task = (config: Record<string, unknown> = {}) => ({ config, recorded: { code: 'task.ts' } }) as unknown as Task;
const declaring = (...qualifications: unknown[]) => ({ declares: { qualifications } });

describe('what the code of a task asks of workers', () => {
  it('comes after what its config asks', () => {
    const asked = task({ qualifications: [{ name: 'adult', comparator: 'Exists' }] });
    const { config } = withDeclared(
      asked,
      declaring('native', { name: 'score', comparator: 'GreaterThan', value: 80 }),
    );
    expect(config.qualifications).toEqual([
      { name: 'adult', comparator: 'Exists' },
      { name: 'native', comparator: 'Exists' },
      { name: 'score', comparator: 'GreaterThan', value: 80 },
    ]);
  });

  it('leaves the recorded config as it is written, so that the same folder goes on with its run', () => {
    expect(withDeclared(task(), declaring('native')).recorded).toEqual({ code: 'task.ts' });
  });

  it('may be nothing', () => {
    const asked = task();
    expect(withDeclared(asked, {})).toBe(asked);
  });

  it.each([
    [
      'a comparator without a value',
      [{ name: 'score', comparator: 'LessThan' }],
      '"qualifications.0.value" must be a whole number',
    ],
    [
      'an unknown comparator',
      [{ name: 'score', comparator: 'About' }],
      '"qualifications.0.comparator" must be one of Exists',
    ],
    ['no name', ['native', {}], '"qualifications.1.name"'],
    ['what its config forbids', ['careless'], 'workers would have to hold "careless" and not to hold it'],
  ])('is refused with its place: %s', (_, asked, fault) => {
    const forbidding = task({ block_qualification: 'careless' });
    expect(() => withDeclared(forbidding, declaring(...asked))).toThrow(
      new RegExp(`task\\.ts: .*${fault.replaceAll('.', '\\.')}`),
    );
  });

  it('is told from what the config asks, whose keys may change in an open run', () => {
    const requires = (name: string, more: Partial<Requirement> = {}): Requirement => ({
      ...{ qualificationId: `${name}-aaaaa` as QualificationId, name, comparator: 'Exists' },
      ...more,
    });
    const score = { comparator: 'GreaterThan', value: 80 } as const;
    const config = {
      block_qualification: 'careless',
      allow_list_qualification: 'chosen',
      qualifications: [{ name: 'score', ...score }],
    } as TaskConfig;
    const asked = [requires('careless', { comparator: 'DoesNotExist' }), requires('chosen'), requires('score', score)];
    const byCode = [requires('native'), requires('score', { ...score, value: 90 })];
    expect(notAskedBy(config, [...asked, ...byCode])).toEqual(byCode);
    expect(notAskedBy(config)).toEqual([]);
  });
});
