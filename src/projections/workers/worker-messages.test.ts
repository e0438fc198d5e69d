import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  bob,
  type Person,
  rejected,
  secondOpinionAsked,
  sky0,
  softRejected,
  supplemented,
  supplementUndone,
  undone,
} from '../../events/fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { messagesAbout } from './worker-messages.ts';

const { unitId } = sky0;
const given = (...facts: Parameters<typeof recorded>[0]) => {
  const { db } = projected(recorded(facts));
  return (...workers: Person[]) =>
    messagesAbout(
      db,
      workers.map(({ agentId }) => ({ agentId, unitId })),
    );
};
const message = { agentId: ada.agentId, unitId, decision: 'rejected', message: 'Look again.', at: minute(0) };

describe('messages to a worker', () => {
  it('are those that reviewers wrote to them, and never a note', () => {
    expect(given(rejected(ada, sky0, { note: 'sloppy', message: 'Look again.' }))(ada)).toEqual([message]);
    expect(given(rejected(ada, sky0, { note: 'sloppy' }))(ada)).toEqual([]);
  });

  it('are only for the worker who did the work', () => {
    expect(given(rejected(ada, sky0, { note: 'sloppy', message: 'Look again.' }))(bob)).toEqual([]);
    expect(given(rejected(ada, sky0, { note: 'sloppy', message: 'Look again.' }))()).toEqual([]);
  });

  it('are shown as long as their decision is valid', () => {
    expect(given(rejected(ada, sky0, { note: '', message: 'Look again.' }), undone(ada))(ada)).toEqual([]);
    expect(given(rejected(ada, sky0, { note: '', message: 'Look again.' }), accepted(ada))(ada)).toEqual([]);
    expect(
      given(
        rejected(ada, sky0, { note: '', message: 'Look again.' }),
        secondOpinionAsked(ada, sky0, { note: 'Really?' }),
      )(ada),
    ).toEqual([message]);
  });

  it('are replaced by what was added to the decision, until that is taken back', () => {
    const before = [rejected(ada, sky0, { note: '', message: 'Look again.' })];
    const added = supplemented(ada, sky0, { decision: 'rejected', message: 'Look at the sky.' });
    expect(given(...before, added)(ada)).toMatchObject([{ decision: 'rejected', message: 'Look at the sky.' }]);
    expect(given(...before, supplemented(ada, sky0, { decision: 'rejected', note: 'Hm.' }))(ada)).toEqual([message]);
    const gone = supplementUndone(ada, sky0, { left: { message: 'Look again.' } });
    expect(given(...before, added, gone)(ada)).toMatchObject([{ message: 'Look again.' }]);
    expect(given(rejected(ada), added, supplementUndone(ada, sky0, { left: {} }))(ada)).toEqual([]);
  });

  it('call soft-rejected work accepted, since it is paid', () => {
    const soft = softRejected(ada, sky0, { message: 'A little short.' });
    expect(given(soft)(ada)).toMatchObject([{ decision: 'accepted', message: 'A little short.' }]);
  });
});
