import { describe, it } from 'vitest';
import { AgentSubmittedLate } from '../events/agent.ts';
import { ada, begun, bob, sky0, submitted, submittedLate, timedOut, took } from '../events/fixtures.ts';
import { UnitSubmitted } from '../events/unit.ts';
import { given, submit } from './specify.ts';

const now = '2026-01-01T12:10:00.000Z';
const held = [...begun(), ...took(ada, sky0)];
const signals = { pastes: 2, pastedCharacters: 340, timesAway: 3, secondsAway: 41 };

describe('what a page counted', () => {
  it('is recorded with the answer, with no more seconds away than since the unit was assigned', () => {
    const { data } = submitted(ada, sky0);
    given(...held)
      .when({ ...submit(ada), now, signals })
      .then(UnitSubmitted({ ...data, signals }));
    given(...held)
      .when({ ...submit(ada), now, signals: { ...signals, secondsAway: 9999 } })
      .then(UnitSubmitted({ ...data, signals: { ...signals, secondsAway: 600 } }));
  });
  it('is recorded with an answer that came too late, too', () => {
    const { data } = submittedLate(ada, sky0, { colour: 'blue' });
    given(...held, timedOut(ada, sky0), ...took(bob, sky0))
      .when({ ...submit(ada), now, signals })
      .then(AgentSubmittedLate({ ...data, signals }));
  });
});
