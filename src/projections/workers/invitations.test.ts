import { expect, it } from 'vitest';
import { ada, begun, bob, person, returned, runId, submitted, took, unitAt } from '../../events/fixtures.ts';
import type { AgentId, InvitationId } from '../../events/ids.ts';
import { InvitationCreated } from '../../events/invitation.ts';
import { OnboardingStarted } from '../../events/onboarding.ts';
import { onboardingsProjection } from '../onboarding/onboardings.ts';
import { taskRunsProjection } from '../runs/task-runs.ts';
import { projected, recorded } from '../specify.ts';
import { agentsProjection } from '../units/agents.ts';
import { assignmentsProjection } from '../units/assignments.ts';
import { unitsProjection } from '../units/units.ts';
import { invitationRows, invitationsProjection } from './invitations.ts';

it('invited workers have come once they got a unit or an onboarding, also if they gave it back', () => {
  const [cyd, dan] = [person('cyd'), person('dan')];
  const invited = [ada, bob, cyd, dan].map(({ workerId, provider, worker }) =>
    InvitationCreated({ runId, invitationId: `of-${worker}` as InvitationId, workerId, provider, worker }),
  );
  const { agentId: _, ...arriving } = cyd;
  const facts = [
    ...begun(),
    ...invited,
    ...took(ada),
    returned(ada),
    ...took(bob, unitAt(0, 1)),
    submitted(bob, unitAt(0, 1)),
    OnboardingStarted({ ...arriving, agentId: 'onboarding-cyd' as AgentId }),
  ];
  const projections = [
    ...[taskRunsProjection, assignmentsProjection, unitsProjection, agentsProjection],
    ...[onboardingsProjection, invitationsProjection],
  ];
  const { db } = projected(recorded(facts), projections);
  const rows = invitationRows(db, runId);
  expect(
    rows.map(({ worker, hasCome, isOnboarding, submitted }) => [worker, hasCome, isOnboarding, submitted]),
  ).toEqual([
    ['Mx ada', true, false, 0],
    ['Mx bob', true, false, 1],
    ['Mx cyd', true, true, 0],
    ['Mx dan', false, false, 0],
  ]);
});
