import { describe, expect, it } from 'vitest';
import {
  ada,
  assigned,
  begun,
  bob,
  connected,
  halfPast,
  noon,
  opening,
  person,
  runId,
  settings,
  sky0,
  sky1,
} from '../events/fixtures.ts';
import type { InvitationId } from '../events/ids.ts';
import { InvitationCreated, InvitationWithdrawn } from '../events/invitation.ts';
import { type TaskRunFact, TaskRunOpened } from '../events/task-run.ts';
import { agentAt } from './arriving.ts';
import { connect, given, runAfter } from './specify.ts';

const id = (name: string) => name as InvitationId;
const forInvited = (): TaskRunFact =>
  TaskRunOpened({ ...opening, settings: { ...settings, workerIdentity: 'invited' } });
const invitedRun = () => [forInvited(), ...begun().slice(1)];
const guest = ({ workerId, provider, worker }: typeof ada, invitationId: string) => ({
  ...{ workerId, provider, worker },
  invitationId: id(invitationId),
});
const created = (who: typeof ada, invitation: string, expiresAt?: string) =>
  InvitationCreated({ runId, ...guest(who, invitation), ...(expiresAt ? { expiresAt } : {}) });
const withdrawn = ({ workerId }: typeof ada, invitation: string) =>
  InvitationWithdrawn({ runId, workerId, invitationId: id(invitation) });
const create = (...invited: ReturnType<typeof guest>[]) => ({ type: 'invitation.create', invited, now: noon }) as const;
const withdraw = ({ workerId, worker }: typeof ada) => ({ type: 'invitation.withdraw', workerId, worker }) as const;
const arriving = (who: typeof ada, invitationId?: string, now: string = noon) => ({
  ...connect(who),
  invitationId,
  now,
});

describe('inviting', () => {
  it('invites each worker once', () =>
    given(...invitedRun())
      .when(create(guest(ada, 'i1'), guest(bob, 'i2'), guest(ada, 'i3')))
      .then(created(ada, 'i1'), created(bob, 'i2')));
  it('leaves a valid invitation as it is', () =>
    given(...invitedRun(), created(ada, 'i1', halfPast))
      .when(create(guest(ada, 'i2')))
      .then());
  it('gives another invitation to whose has expired or was withdrawn', () => {
    given(...invitedRun(), created(ada, 'i1', halfPast))
      .when({ ...create(guest(ada, 'i2')), now: halfPast })
      .then(created(ada, 'i2'));
    given(...invitedRun(), created(ada, 'i1'), withdrawn(ada, 'i1'))
      .when({ ...create(guest(ada, 'i2')), expiresAt: halfPast })
      .then(created(ada, 'i2', halfPast));
  });
  it('refuses a time that is over, and a run without invitations', () => {
    given(...invitedRun())
      .when({ ...create(guest(ada, 'i1')), expiresAt: noon })
      .thenRefused('invitation/over-already', noon);
    given(...begun())
      .when(create(guest(ada, 'i1')))
      .thenRefused('invitation/not-by-invitation', '"unsigned"');
  });
  it('withdraws an invitation once, and none that there is not', () => {
    const facts = [...invitedRun(), created(ada, 'i1')];
    given(...facts)
      .when(withdraw(ada))
      .then(withdrawn(ada, 'i1'));
    given(...facts, withdrawn(ada, 'i1'))
      .when(withdraw(ada))
      .then();
    given(...facts)
      .when(withdraw(bob))
      .thenRefused('invitation/unknown', bob.worker);
  });
});

describe('a run for invited workers', () => {
  const facts = [...invitedRun(), created(ada, 'i1', halfPast)];

  it('gives a unit to a worker who comes by their invitation', () =>
    given(...facts)
      .when(arriving(ada, 'i1'))
      .then(connected(ada, sky0), assigned(ada, sky0)));
  it('gives none to anybody else', () => {
    given(...facts)
      .when(arriving(bob, 'i1'))
      .thenRefused('work/not-invited');
    given(...facts)
      .when(arriving(ada))
      .thenRefused('work/invitation-withdrawn');
    given(...facts)
      .when(arriving(ada, 'i1', halfPast))
      .thenRefused('work/invitation-expired');
    given(...facts, withdrawn(ada, 'i1'))
      .when(arriving(ada, 'i1'))
      .thenRefused('work/invitation-withdrawn');
  });
  it('takes the new link alone, once there is one', () => {
    const anew = [...facts, withdrawn(ada, 'i1'), created(ada, 'i2')];
    given(...anew)
      .when(arriving(ada, 'i1'))
      .thenRefused('work/invitation-withdrawn');
    given(...anew)
      .when(arriving(ada, 'i2'))
      .then(connected(ada, sky0), assigned(ada, sky0));
  });
  it('lets a worker finish what they hold when the invitation is withdrawn', () => {
    const held = [...facts, connected(ada, sky0), assigned(ada, sky0), withdrawn(ada, 'i1')];
    given(...held)
      .when(arriving(ada, 'i1'))
      .then();
    expect(agentAt(runAfter(...held), { ...arriving(ada, 'i1') })).toBe(ada.agentId);
  });
});

it('a run of another kind asks for no invitation', () =>
  given(...begun(), connected(ada, sky0), assigned(ada, sky0))
    .when(arriving(person('cyd')))
    .then(connected(person('cyd'), sky1), assigned(person('cyd'), sky1)));
