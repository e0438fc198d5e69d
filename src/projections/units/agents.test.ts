import { describe, it } from 'vitest';
import {
  accepted,
  ada,
  bob,
  connected,
  holder,
  rejected,
  returned,
  runId,
  sky0,
  softRejected,
  submitted,
  submittedLate,
  timedOut,
} from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { agents, agentsProjection } from './agents.ts';

describe('the agents', () => {
  const given = specifyProjection(agentsProjection);
  const row = { ...holder(ada), unitId: sky0.unitId, runId, connectedAt: minute(0) };

  it('are in task from when they connect', () =>
    given(connected(ada)).thenRows(agents, { ...row, status: 'in task', endedAt: null }));

  it('end as they leave', () => {
    given(connected(ada), submitted(ada)).thenRows(agents, { ...row, status: 'completed', endedAt: minute(1) });
    given(connected(ada), returned(ada)).thenRows(agents, { status: 'returned', endedAt: minute(1) });
    given(connected(ada), timedOut(ada)).thenRows(agents, { status: 'timeout', endedAt: minute(1) });
    given(connected(ada), timedOut(ada), submittedLate(ada)).thenRows(agents, { status: 'late', endedAt: minute(2) });
  });

  it('are another one for each attempt at a unit, and are kept when it is over', () =>
    given(connected(ada), timedOut(ada), connected(bob), submitted(bob)).thenRows(
      agents,
      { ...row, status: 'timeout' },
      { ...holder(bob), unitId: sky0.unitId, status: 'completed' },
    ));

  it('show how their work was reviewed', () => {
    given(connected(ada), submitted(ada), accepted(ada)).thenRows(agents, { status: 'approved', endedAt: minute(1) });
    given(connected(ada), submitted(ada), softRejected(ada)).thenRows(agents, { status: 'soft_rejected' });
    given(connected(ada), submitted(ada), rejected(ada)).thenRows(agents, { status: 'rejected' });
  });
});
