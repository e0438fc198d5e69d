import { describe, it } from 'vitest';
import {
  accepted,
  ada,
  comes,
  rejected,
  returns,
  runId,
  softRejected,
  submits,
  submitsLate,
  timesOut,
  unitId,
} from '../fixtures.ts';
import { minute, specify } from '../specify.ts';
import { agents, agentsProjection } from './agents.ts';

describe('the agents', () => {
  const { given } = specify(agentsProjection);
  const connected = { ...ada, unitId, runId, connectedAt: minute(0) };

  it('are in task from the moment they come', () =>
    given(comes(ada)).thenRows(agents, { ...connected, status: 'in task', endedAt: null }));

  it('end in whichever way they leave', () => {
    given(comes(ada), submits(ada)).thenRows(agents, { ...connected, status: 'completed', endedAt: minute(1) });
    given(comes(ada), returns(ada)).thenRows(agents, { status: 'returned', endedAt: minute(1) });
    given(comes(ada), timesOut(ada)).thenRows(agents, { status: 'timeout', endedAt: minute(1) });
    given(comes(ada), timesOut(ada), submitsLate(ada)).thenRows(agents, { status: 'late', endedAt: minute(2) });
  });

  it('learn what became of their work', () => {
    given(comes(ada), submits(ada), accepted(ada)).thenRows(agents, { status: 'approved', endedAt: minute(1) });
    given(comes(ada), submits(ada), softRejected(ada)).thenRows(agents, { status: 'soft_rejected' });
    given(comes(ada), submits(ada), rejected(ada)).thenRows(agents, { status: 'rejected' });
  });
});
