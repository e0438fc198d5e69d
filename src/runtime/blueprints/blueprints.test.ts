import { describe, expect, it } from 'vitest';
import { blueprintNames, blueprintOf, blueprints, requireBlueprint } from './blueprints.ts';
import { live } from './live.ts';
import { remoteProcedure } from './remote-procedure.ts';

function faultsOf(config: Record<string, unknown>): string[] {
  const found: string[] = [];
  requireBlueprint(config, { addIssue: ({ path, message }) => void found.push(`${path.join('.')} ${message}`) });
  return found;
}

describe('the kinds of tasks', () => {
  it('have names of their own, and a sentence each', () => {
    expect(new Set(blueprintNames).size).toBe(blueprints.length);
    expect(blueprints.map(({ says }) => says).filter((says) => !/^[a-z].*[^.]$/.test(says))).toEqual([]);
  });

  it.each([
    [{ page: 'page' }, 'static_react_task'],
    [{ questions: [{}] }, 'static_react_task'],
    [{ task_source: 'bundle.js' }, 'static_react_task'],
    [{ task_source: 'task.html' }, 'static_task'],
    [{ page: 'page', agents_per_conversation: 2 }, 'live'],
    [{ page: 'page', blueprint: 'remote_procedure' }, 'remote_procedure'],
    [{ blueprint: 'mock' }, 'mock'],
    [{}, 'static_react_task'],
  ])('are found for %o: %s', (config, name) => {
    expect(blueprintOf(config).name).toBe(name);
    expect(faultsOf(config)).toEqual([]);
  });

  it.each([
    [{ blueprint: 'static_task', task_source: 'bundle.js' }, /^blueprint .*in HTML$/],
    [{ blueprint: 'static_react_task', task_source: 'task.html' }, /^blueprint .*"questions"$/],
    [{ blueprint: 'static_react_task' }, /^blueprint .*"page"/],
    [{ blueprint: 'live', page: 'page' }, /^agents_per_conversation is missing/],
    [{ blueprint: 'mock', page: 'page' }, /^blueprint .*leave out "page"/],
    [{ blueprint: 'remote_procedure', agents_per_conversation: 2 }, /^blueprint is remote_procedure, and .* is live$/],
  ])('are refused for %o', (config, fault) => {
    expect(faultsOf(config)).toEqual([expect.stringMatching(fault)]);
  });

  it('give pages their items in the shape of Mephisto, with what there was before', () => {
    expect(remoteProcedure.dataOf?.({ n: 1 }, {})).toEqual({ task_data: { n: 1 }, previous_requests: [] });
    expect(live.dataOf?.({ n: 1 }, { past_live_updates: [7] })).toEqual({
      task_data: { n: 1 },
      past_live_updates: [7],
    });
  });
});
