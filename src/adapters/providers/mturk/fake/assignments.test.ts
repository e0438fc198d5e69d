import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMturk, FakeMturkSettings } from './fake-mturk.ts';
import { createHit, dayMs, doWork, getHit, openStanding, refusalOf, sdkWithin, worker } from './fixtures.ts';

let fake: FakeMturk;
let client: sdk.MTurkClient;
async function open(settings: FakeMturkSettings = {}) {
  await fake?.close();
  fake = await openStanding(settings);
  client = sdkWithin(fake);
}
beforeEach(() => open());
afterEach(() => fake.close());

const approve = (AssignmentId: string, OverrideRejection?: boolean) =>
  client.send(new sdk.ApproveAssignmentCommand({ AssignmentId, OverrideRejection }));
const reject = (AssignmentId: string) =>
  client.send(new sdk.RejectAssignmentCommand({ AssignmentId, RequesterFeedback: 'Empty' }));
const get = async (AssignmentId: string) =>
  (await client.send(new sdk.GetAssignmentCommand({ AssignmentId }))).Assignment;

describe('an assignment', () => {
  it('is invisible until it is submitted', async () => {
    const { hitId } = await createHit(client);
    const { assignmentId } = fake.workers.accept(worker, hitId);
    const list = await client.send(new sdk.ListAssignmentsForHITCommand({ HITId: hitId }));
    expect(list.Assignments).toEqual([]);
    expect(await refusalOf(get(assignmentId))).toMatchObject({
      code: 'InvalidAssignmentState',
      message: expect.stringContaining('with a status of: Reviewable,Approved,Rejected'),
    });
    expect((await refusalOf(approve(assignmentId))).message).toContain('with a status of: Submitted');
  });

  it('cannot be approved right after it was submitted', async () => {
    await open({ consistencyDelayMs: 2000 });
    const { hitId } = await createHit(client);
    const assignmentId = doWork(fake, hitId);
    expect(await refusalOf(approve(assignmentId))).toMatchObject({
      code: 'InvalidAssignmentState',
      message: expect.stringMatching(/^This operation can be called with a status of: null \(\d+ s\)$/),
    });
    fake.clock.advance(2000);
    await approve(assignmentId);
  });

  it('is approved once', async () => {
    const { hitId } = await createHit(client);
    const assignmentId = doWork(fake, hitId);
    await approve(assignmentId);
    expect((await refusalOf(approve(assignmentId))).code).toBe('InvalidAssignmentState');
    expect(fake.books()).toMatchObject({ balanceCents: 1_000_000 - 60, heldCents: 0 });
    expect((await get(assignmentId))?.ApprovalTime).toBeInstanceOf(Date);
  });

  it('is approved by the clock, and paid, when nobody reviews it', async () => {
    const { hitId } = await createHit(client, { AutoApprovalDelayInSeconds: 86_400 });
    const assignmentId = doWork(fake, hitId);
    fake.clock.advance(dayMs - 1);
    expect((await get(assignmentId))?.AssignmentStatus).toBe('Submitted');
    fake.clock.advance(1);
    expect((await get(assignmentId))?.AssignmentStatus).toBe('Approved');
    expect(fake.books().movements.length).toBe(2);
  });

  it('is approved within 30 days although it was rejected', async () => {
    const { hitId } = await createHit(client);
    const assignmentId = doWork(fake, hitId);
    await reject(assignmentId);
    expect(fake.books().heldCents).toBe(0);
    expect((await refusalOf(approve(assignmentId))).code).toBe('InvalidAssignmentState');
    fake.clock.advance(30 * dayMs);
    await approve(assignmentId, true);
    expect(fake.books().movements.map(({ cents }) => cents)).toEqual([50, 10]);
  });

  it('stays rejected after 30 days, and after its HIT was deleted', async () => {
    const [one, other] = [await createHit(client), await createHit(client)];
    const [late, deleted] = [doWork(fake, one.hitId), doWork(fake, other.hitId)];
    await reject(late);
    await reject(deleted);
    await client.send(new sdk.DeleteHITCommand({ HITId: other.hitId }));
    expect((await refusalOf(approve(deleted, true))).code).toBe('InvalidAssignmentState');
    fake.clock.advance(30 * dayMs + 1);
    expect((await refusalOf(approve(late, true))).code).toBe('InvalidAssignmentState');
  });

  it('is not approved without money, and nothing is paid', async () => {
    await open({ balanceCents: 60 });
    const { hitId } = await createHit(client);
    const assignmentId = doWork(fake, hitId);
    await reject(assignmentId);
    await createHit(client);
    expect((await refusalOf(approve(assignmentId, true))).code).toBe('InsufficientFunds');
    expect([(await get(assignmentId))?.AssignmentStatus, fake.books().movements]).toEqual(['Rejected', []]);
  });

  it('needs a reason to be rejected', async () => {
    const command = new sdk.RejectAssignmentCommand({ AssignmentId: '3X', RequesterFeedback: undefined });
    expect((await refusalOf(client.send(command))).message).toContain("Value null at 'requesterFeedback'");
  });

  it('is abandoned at its deadline, and its place opens again', async () => {
    const { hitId } = await createHit(client);
    const { assignmentId } = fake.workers.accept(worker, hitId);
    fake.clock.advance(600_000);
    expect((await getHit(client, hitId))?.HITStatus).toBe('Assignable');
    expect(() => fake.workers.submit(assignmentId, { a: 'b' })).toThrow(/time is over/);
  });

  it('has another id when it is returned and accepted again', async () => {
    const { hitId } = await createHit(client);
    const first = fake.workers.accept(worker, hitId).assignmentId;
    fake.workers.giveBack(first);
    expect(fake.workers.accept(worker, hitId).assignmentId).not.toBe(first);
    expect(() => fake.workers.accept(worker, hitId)).toThrow(/already/);
  });
});

describe('money', () => {
  it.each([
    [{ Reward: '0.01' }, 1],
    [{ Reward: '0.50', MaxAssignments: 9 }, 10],
    [{ Reward: '0.50', MaxAssignments: 10 }, 20],
    [
      {
        Reward: '1.00',
        QualificationRequirements: [
          { QualificationTypeId: '2F1QJWKUDD8XADTFD2Q0G6UTO95ALH', Comparator: 'Exists' as const },
        ],
      },
      25,
    ],
  ])('takes for %j a fee of %i cents', async (input, cents) => {
    const { hitId } = await createHit(client, input);
    fake.workers.add({ id: worker, isMaster: true });
    await approve(doWork(fake, hitId));
    expect(fake.books().movements.find(({ kind }) => kind === 'fee')?.cents).toBe(cents);
  });

  it('adds up: the balance, what is on hold and what was paid', async () => {
    const { hitId } = await createHit(client, { MaxAssignments: 3 });
    await approve(doWork(fake, hitId));
    const { balanceCents, heldCents, availableCents, movements } = fake.books();
    const paid = movements.reduce((sum, { cents }) => sum + cents, 0);
    expect([balanceCents + paid, heldCents, availableCents]).toEqual([1_000_000, 120, balanceCents - 120]);
  });

  it('has no end in the sandbox', async () => {
    await open({ isSandbox: true, balanceCents: 0 });
    const { hitId } = await createHit(client, { Reward: '100' });
    await approve(doWork(fake, hitId));
    expect((await client.send(new sdk.GetAccountBalanceCommand({}))).AvailableBalance).toBe('10000.00');
    expect(fake.books().movements.length).toBe(2);
  });
});

describe('a bonus', () => {
  const send = (input: object) =>
    client.send(
      new sdk.SendBonusCommand({ WorkerId: worker, BonusAmount: '0.25', AssignmentId: '3X', Reason: 'Good', ...input }),
    );

  it('is refused for others, for nothing, without work, and without money', async () => {
    await open({ balanceCents: 80 });
    const { hitId } = await createHit(client);
    const AssignmentId = doWork(fake, hitId);
    expect((await refusalOf(send({ AssignmentId, WorkerId: 'AOTHER' }))).name).toBe('RequestError');
    expect((await refusalOf(send({ AssignmentId, BonusAmount: '0' }))).message).toContain('at least 0.01');
    expect((await refusalOf(send({}))).code).toBe('AssignmentDoesNotExist');
    expect((await refusalOf(send({ AssignmentId }))).code).toBe('InsufficientFunds');
    expect(fake.books().movements).toEqual([]);
  });

  it('can be paid again with its token after 24 hours', async () => {
    const { hitId } = await createHit(client);
    const AssignmentId = doWork(fake, hitId);
    const bonus = { AssignmentId, UniqueRequestToken: 'one' };
    await send(bonus);
    fake.clock.advance(dayMs - 1);
    expect((await refusalOf(send(bonus))).message).toContain('The idempotency token "one" has already been processed.');
    fake.clock.advance(1);
    await send(bonus);
    const { BonusPayments } = await client.send(new sdk.ListBonusPaymentsCommand({ AssignmentId }));
    expect(BonusPayments?.map(({ BonusAmount, Reason }) => [BonusAmount, Reason])).toEqual([
      ['0.25', 'Good'],
      ['0.25', 'Good'],
    ]);
    expect((await refusalOf(client.send(new sdk.ListBonusPaymentsCommand({})))).name).toBe('RequestError');
  });
});
