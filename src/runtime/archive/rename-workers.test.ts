import { describe, expect, it } from 'vitest';
import type { WorkerId } from '../../events/ids.ts';
import { renameWorkers } from './rename-workers.ts';

const recordedFact = (type: string, by: string, data: Record<string, unknown>) => ({
  id: 'f',
  at: 'then',
  by,
  type,
  version: 1,
  data,
});
const arrival = recordedFact('agent.connected', 'worker:w1', {
  agentId: 'a1',
  workerId: 'w1',
  crowd: 'inhouse',
  worker: 'ada',
});
const answer = recordedFact('unit.submitted', 'worker:w1', {
  unitId: 'r.0.0',
  workerId: 'w1',
  answer: { workerId: 'w1', text: 'worker:w1' },
});
const error = recordedFact('agent.error-logged', 'worker:w1', { agentId: 'a1', error: 'w1' });
const verdict = recordedFact('unit.accepted', 'reviewer:w1', { workerId: 'w1' });

describe('the workers of an archive', () => {
  it('get their pseudonyms here, and nothing else is changed', () => {
    const rename = renameWorkers((provider, name) => `${provider}-${name}` as WorkerId);
    const [first, second, third, fourth] = rename.facts([arrival, answer, error, verdict]);
    expect(first).toMatchObject({ by: 'worker:inhouse-ada', data: { workerId: 'inhouse-ada', worker: 'ada' } });
    expect(second).toMatchObject({
      by: 'worker:inhouse-ada',
      data: { workerId: 'inhouse-ada', answer: answer.data.answer },
    });
    expect(third).toEqual({ ...error, by: 'worker:inhouse-ada' });
    expect(fourth).toMatchObject({ by: 'reviewer:w1', data: { workerId: 'inhouse-ada' } });
    expect(Object.keys(second?.data as object)).toEqual(Object.keys(answer.data));
    expect(rename.worker('w1' as WorkerId)).toBe('inhouse-ada');
  });

  it('are found by their invitation as well, which comes before they do', () => {
    const rename = renameWorkers((provider, name) => `${provider}-${name}` as WorkerId);
    const invited = { invitationId: 'i1', workerId: 'w1', provider: 'inhouse', worker: 'ada' };
    const [first] = rename.facts([recordedFact('invitation.created', 'reviewer:anna', invited)]);
    expect(first?.data).toEqual({ ...invited, workerId: 'inhouse-ada' });
  });

  it('keep theirs if the archive does not have their names', () => {
    const rename = renameWorkers((provider, name) => `${provider}-${name}` as WorkerId);
    const nameless = ['w7', 'w8'].map((workerId) => ({ ...arrival, data: { ...arrival.data, workerId, worker: '' } }));
    expect(rename.facts([arrival, ...nameless]).map(({ data }) => (data as { workerId: string }).workerId)).toEqual([
      'inhouse-ada',
      'w7',
      'w8',
    ]);
    expect(rename.worker('w8' as WorkerId)).toBe('w8');
  });

  it('keep theirs without a pseudonym key', () => {
    const rename = renameWorkers(undefined);
    expect(rename.facts([arrival, answer])).toEqual([arrival, answer]);
    expect(rename.worker('w1' as WorkerId)).toBe('w1');
  });
});

it('renames the worker of a unit that is made for them, before the fact that has their name', () => {
  const { facts } = renameWorkers((provider, name) => `here-${provider}-${name}` as WorkerId);
  const fact = (type: string, data: unknown) => ({
    id: type,
    at: '2026-01-01T00:00:00.000Z',
    by: 'x',
    type,
    version: 1,
    data,
  });
  const [made] = facts([
    fact('assignment.created', { assignmentId: 'films-1.3', special: { purpose: 'gold', workerId: 'w1', key: 'k' } }),
    fact('agent.connected', { agentId: 'a', workerId: 'w1', provider: 'inhouse', worker: 'ada' }),
  ]);
  expect(made?.data).toEqual({
    assignmentId: 'films-1.3',
    special: { purpose: 'gold', workerId: 'here-inhouse-ada', key: 'k' },
  });
});
