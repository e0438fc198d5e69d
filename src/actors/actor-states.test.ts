import { describe, expect, it } from 'vitest';
import { actorStatesOf } from './actor-states.ts';
import { agent } from './agent.ts';

describe('the states of the actors of one kind', () => {
  it('counts its actors by state as they go from one to the next', () => {
    const agents = actorStatesOf(agent);
    const apply = (id: string, type: string) => agents.apply(id, { type, data: {} } as { type: string });
    const counts = () => Object.fromEntries(agents.tally());
    for (const id of ['a', 'b', 'c']) apply(id, 'agent.connected');
    expect(counts()).toEqual({ working: 3 });
    apply('a', 'agent.metadata-submitted');
    apply('a', 'unit.submitted');
    apply('b', 'unit.timed-out');
    expect(counts()).toEqual({ working: 1, completed: 1, timedOut: 1 });
    apply('a', 'unit.rejected');
    apply('a', 'unit.accepted');
    expect(counts()).toEqual({ working: 1, completed: 0, timedOut: 1, rejected: 0, accepted: 1 });
  });

  it('does not count an actor that has no place for a fact', () => {
    const agents = actorStatesOf(agent);
    agents.apply('a', { type: 'task-run.launched' });
    expect([...agents.tally()]).toEqual([]);
  });
});
