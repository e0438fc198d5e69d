import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeMturk, openFakeMturk } from './fake-mturk.ts';
import { createHit, doWork, getHit, keys, openStanding, refusalOf, sdkFor, sdkWithin, worker } from './fixtures.ts';
import { operations } from './operations.ts';

describe('the simulated MTurk over HTTP', () => {
  let fake: FakeMturk;
  beforeEach(async () => {
    fake = await openFakeMturk({ ...keys, port: 0 });
  });
  afterEach(() => fake.close());

  it('lets the real SDK make a HIT, have it done, approve it and pay a bonus', async () => {
    const client = sdkFor(fake);
    const { hitId } = await createHit(client);
    const assignmentId = doWork(fake, hitId);
    const { Assignments } = await client.send(new sdk.ListAssignmentsForHITCommand({ HITId: hitId }));
    expect(Assignments).toMatchObject([
      { AssignmentId: assignmentId, AssignmentStatus: 'Submitted', WorkerId: worker },
    ]);
    expect(Assignments?.[0]?.SubmitTime).toBeInstanceOf(Date);
    await client.send(new sdk.ApproveAssignmentCommand({ AssignmentId: assignmentId }));
    const bonus = { AssignmentId: assignmentId, WorkerId: worker, BonusAmount: '1', Reason: 'Well done' };
    await client.send(new sdk.SendBonusCommand(bonus));
    expect(fake.books().movements.map(({ kind, cents }) => [kind, cents])).toEqual([
      ['reward', 50],
      ['fee', 10],
      ['bonus', 100],
      ['bonus-fee', 20],
    ]);
    const { AvailableBalance } = await client.send(new sdk.GetAccountBalanceCommand({}));
    expect(AvailableBalance).toBe('9998.20');
  });

  it('pays twice when the reply is lost and the SDK tries again without a token', async () => {
    const client = sdkFor(fake);
    const { hitId } = await createHit(client);
    const bonus = { AssignmentId: doWork(fake, hitId), WorkerId: worker, BonusAmount: '0.30', Reason: 'Well done' };
    fake.faults.order({ kind: 'drop-after', operation: 'SendBonus', times: 1 });
    await client.send(new sdk.SendBonusCommand(bonus));
    expect(fake.books().movements.filter(({ kind }) => kind === 'bonus').length).toBe(2);
  });

  it('pays once when it has a token, and says that it was processed already', async () => {
    const client = sdkFor(fake);
    const { hitId } = await createHit(client);
    const bonus = { AssignmentId: doWork(fake, hitId), WorkerId: worker, BonusAmount: '0.30', Reason: 'Well done' };
    fake.faults.order({ kind: 'drop-after', operation: 'SendBonus', times: 1 });
    const refusal = await refusalOf(client.send(new sdk.SendBonusCommand({ ...bonus, UniqueRequestToken: 'once' })));
    expect(refusal.message).toMatch(/^The idempotency token "once" has already been processed\. \(\d+ s\)$/);
    expect(fake.books().movements.filter(({ kind }) => kind === 'bonus').length).toBe(1);
  });

  it.each([
    ['error-500', 'ServiceFault', 500, 'AWS.ServiceUnavailable'],
    ['rate-limit', 'ThrottlingException', 400, undefined],
    ['html-503', 'SyntaxError', 503, undefined],
  ] as const)('shows the fault %s to the SDK as %s', async (kind, name, status, code) => {
    fake.faults.order({ kind });
    const refusal = await refusalOf(sdkFor(fake, { maxAttempts: 1 }).send(new sdk.GetAccountBalanceCommand({})));
    expect(refusal).toMatchObject({ name, status });
    if (code) expect(refusal.code).toBe(code);
  });
});

describe('the API', () => {
  let fake: FakeMturk;
  beforeEach(async () => {
    fake = await openStanding({ maxRequestsPerSecond: 3 });
  });
  afterEach(() => fake.close());

  it('has every operation of the SDK, and no other', () => {
    const commands = Object.keys(sdk).filter((name) => /^[A-Z]\w+Command$/.test(name));
    expect([...operations.keys()].sort()).toEqual(commands.map((name) => name.replace(/Command$/, '')).sort());
  });

  it('refuses more requests in a second than it takes', async () => {
    const client = sdkWithin(fake);
    const ask = () => client.send(new sdk.GetAccountBalanceCommand({}));
    for (let nth = 0; nth < 3; nth++) await ask();
    expect(await refusalOf(ask())).toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      status: 400,
    });
    fake.clock.advance(1000);
    expect((await ask()).AvailableBalance).toBe('10000.00');
  });

  it.each([
    [{ region: 'sandbox' }, 'InvalidSignatureException', /valid region/],
    [{ credentials: { ...keys, secretAccessKey: 'wrong' } }, 'InvalidSignatureException', /does not match/],
    [{ credentials: { ...keys, accessKeyId: 'AKIAOTHER' } }, 'UnrecognizedClientException', /security token/],
    [{ systemClockOffset: -600_000 }, 'InvalidSignatureException', /expired/],
  ])('refuses what is signed otherwise: %j', async (settings, name, text) => {
    const refusal = await refusalOf(sdkWithin(fake, settings).send(new sdk.GetAccountBalanceCommand({})));
    expect(refusal).toMatchObject({ name, status: 400 });
    expect(refusal.message).toMatch(text);
  });

  it('refuses a request without a signature', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'MTurkRequesterServiceV20170117.GetAccountBalance',
    };
    const reply = await fake.app.inject({ method: 'POST', url: '/', headers, payload: '{}' });
    expect([reply.statusCode, reply.json().__type]).toEqual([400, 'MissingAuthenticationTokenException']);
    expect(reply.headers['x-amzn-requestid']).toBeDefined();
  });

  it('shows a HIT as the service does', async () => {
    const client = sdkWithin(fake);
    const { hitId } = await createHit(client);
    expect(hitId).toMatch(/^3[A-Z0-9]{29}$/);
    expect(await getHit(client, hitId)).toMatchObject({
      HITStatus: 'Assignable',
      MaxAssignments: 1,
      Reward: '0.50',
      AutoApprovalDelayInSeconds: 2_592_000,
      CreationTime: new Date(fake.clock.now()),
      NumberOfAssignmentsAvailable: 1,
    });
  });
});
