import { describe, expect, it } from 'vitest';
import { agent } from './agent.ts';
import { populationOf } from './population.ts';

describe('a population', () => {
  it('counts its actors by state as they go from one to the next', () => {
    const agents = populationOf(agent);
    const tell = (id: string, type: string) => agents.tell(id, { type, data: {} } as { type: string });
    const counts = () => Object.fromEntries(agents.tally());
    for (const id of ['a', 'b', 'c']) tell(id, 'agent.connected');
    expect(counts()).toEqual({ working: 3 });
    tell('a', 'agent.metadata-submitted');
    tell('a', 'unit.submitted');
    tell('b', 'unit.timed-out');
    expect(counts()).toEqual({ working: 1, completed: 1, timedOut: 1 });
    tell('a', 'unit.rejected');
    tell('a', 'unit.accepted');
    expect(counts()).toEqual({ working: 1, completed: 0, timedOut: 1, rejected: 0, accepted: 1 });
  });

  it('does not count an actor that has no place for a fact', () => {
    const agents = populationOf(agent);
    agents.tell('a', { type: 'task-run.launched' });
    expect([...agents.tally()]).toEqual([]);
  });
});
