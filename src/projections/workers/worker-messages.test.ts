import { describe, expect, it } from 'vitest';
import { UnitSoftRejected } from '../../events/unit.ts';
import { accepted, ada, assignmentId, bob, rejected, secondOpinionAsked, undone, unitId } from '../fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { messagesAbout } from './worker-messages.ts';

const given = (...facts: Parameters<typeof recorded>[0]) => {
  const { db } = projected(recorded(facts));
  return (...workspace: (typeof ada)[]) =>
    messagesAbout(
      db,
      workspace.map(({ agentId }) => ({ agentId, unitId })),
    );
};
const said = { agentId: ada.agentId, unitId, decision: 'rejected', message: 'Look again.', at: minute(0) };

describe('messages to a worker', () => {
  it('are those that reviewers wrote about their work, and never a note', () => {
    expect(given(rejected(ada, 'sloppy', 'Look again.'))(ada)).toEqual([said]);
    expect(given(rejected(ada, 'sloppy'))(ada)).toEqual([]);
  });

  it('are for whoever did the work, and nobody else', () => {
    expect(given(rejected(ada, 'sloppy', 'Look again.'))(bob)).toEqual([]);
    expect(given(rejected(ada, 'sloppy', 'Look again.'))()).toEqual([]);
  });

  it('stand as long as their decision stands', () => {
    expect(given(rejected(ada, '', 'Look again.'), undone(ada))(ada)).toEqual([]);
    expect(given(rejected(ada, '', 'Look again.'), accepted(ada))(ada)).toEqual([]);
    expect(given(rejected(ada, '', 'Look again.'), secondOpinionAsked(ada, 'Really?'))(ada)).toEqual([said]);
  });

  it('call paid work accepted, also where its answer is not used', () => {
    const soft = UnitSoftRejected({ unitId, assignmentId, ...ada, message: 'A little short.' });
    expect(given(soft)(ada)).toMatchObject([{ decision: 'accepted', message: 'A little short.' }]);
  });
});
