import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMturk } from './fake-mturk.ts';
import {
  createHit,
  dayMs,
  doWork,
  getHit,
  hitInput,
  openStanding,
  questionXml,
  refusalOf,
  sdkWithin,
  startMs,
  worker,
} from './fixtures.ts';

let fake: FakeMturk;
let client: sdk.MTurkClient;
beforeEach(async () => {
  fake = await openStanding({ consistencyDelayMs: 0 });
  client = sdkWithin(fake);
});
afterEach(() => fake.close());

const statusOf = async (id: string) => (await getHit(client, id))?.HITStatus;
const create = (input: object) => refusalOf(client.send(new sdk.CreateHITCommand({ ...hitInput, ...input })));
const expire = (HITId: string, ExpireAt = new Date(0)) =>
  client.send(new sdk.UpdateExpirationForHITCommand({ HITId, ExpireAt }));
const remove = (HITId: string) => client.send(new sdk.DeleteHITCommand({ HITId }));

describe('making a HIT', () => {
  it.each([
    [{ Title: undefined }, "Value null at 'title' failed to satisfy constraint: Member must not be null"],
    [
      { Reward: '$1' },
      "Value '$1' at 'reward' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9]+(\\.)?[0-9]{0,2}$",
    ],
    [{ LifetimeInSeconds: 29 }, 'Member must have value greater than or equal to 30'],
    [{ AssignmentDurationInSeconds: 31_536_001 }, 'Member must have value less than or equal to 31536000'],
    [{ AutoApprovalDelayInSeconds: 2_592_001 }, 'Member must have value less than or equal to 2592000'],
    [{ MaxAssignments: 0 }, 'Member must have value greater than or equal to 1'],
    [{ Title: 'x'.repeat(129) }, 'Member must have length less than or equal to 128'],
    [{ RequesterAnnotation: 'x'.repeat(256) }, 'Member must have length less than or equal to 255'],
    [{ UniqueRequestToken: 'x'.repeat(65) }, 'Member must have length less than or equal to 64'],
    [{ Question: 'ä'.repeat(32_768) }, 'Member must have length less than or equal to 65535'],
  ])('refuses %j', async (input, text) => {
    const refusal = await create(input);
    expect(refusal).toMatchObject({ name: 'ValidationException', status: 400 });
    expect(refusal.message).toContain(text);
  });

  it.each([
    [{ Title: 5 }, /Value 5 at 'title' is not of the type string/],
    [{ Colour: 'red' }, /Unknown member: Colour/],
  ])('cannot read %j', async (input, text) => {
    const payload = JSON.stringify({ ...hitInput, ...input });
    client.middlewareStack.add(
      (next) => (args) => next({ ...args, request: { ...(args.request as object), body: payload } } as typeof args),
      { step: 'serialize', priority: 'low', name: 'other-body' },
    );
    const refusal = await create({});
    expect(refusal.name).toBe('SerializationException');
    expect(refusal.message).toMatch(text);
  });

  it.each([
    [{ Question: undefined }, /Question or HITLayoutId/],
    [{ Question: questionXml('http://tasks.example/') }, /must use https/],
    [{ Question: questionXml('https://tasks.example/?a=1&b=2') }, /ampersand/],
    [{ Question: '<ExternalQuestion/>' }, /parsing the XML/],
    [{ Question: questionXml().replace('2006-07-14', '2006-07-15') }, /namespace/],
  ])('refuses the question of %j', async (input, text) => {
    expect((await create(input)).message).toMatch(text);
  });

  it('refuses one that costs more than there is', async () => {
    expect(await create({ MaxAssignments: 20_000 })).toMatchObject({ name: 'RequestError', code: 'InsufficientFunds' });
    expect(fake.books().heldCents).toBe(0);
  });

  it('gives the same type to the same properties', async () => {
    const [one, other] = [await createHit(client), await createHit(client)];
    const third = await createHit(client, { Reward: '0.51' });
    expect([one.typeId === other.typeId, one.groupId === other.groupId, one.typeId === third.typeId]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('remembers its token for 24 hours, and names the HIT', async () => {
    const { hitId } = await createHit(client, { UniqueRequestToken: 'one' });
    const refusal = await create({ UniqueRequestToken: 'one' });
    expect(refusal.code).toBe('HitAlreadyExists');
    expect(refusal.message).toContain(hitId);
    fake.clock.advance(dayMs);
    expect((await createHit(client, { UniqueRequestToken: 'one' })).hitId).not.toBe(hitId);
  });

  it('takes a HIT type, and refuses one that there is not', async () => {
    const { typeId } = await createHit(client);
    const input = { HITTypeId: typeId, LifetimeInSeconds: 60, Question: questionXml() };
    expect((await client.send(new sdk.CreateHITWithHITTypeCommand(input))).HIT?.HITTypeId).toBe(typeId);
    const refusal = await refusalOf(client.send(new sdk.CreateHITWithHITTypeCommand({ ...input, HITTypeId: '3NONE' })));
    expect(refusal.code).toBe('HITTypeDoesNotExist');
  });
});

describe('the life of a HIT', () => {
  it('goes from Assignable by Unassignable to Reviewable, Reviewing and Disposed', async () => {
    const { hitId } = await createHit(client);
    const statuses = [await statusOf(hitId)];
    const { assignmentId } = fake.workers.accept(worker, hitId);
    statuses.push(await statusOf(hitId));
    fake.workers.submit(assignmentId, { a: 'b' });
    statuses.push(await statusOf(hitId));
    await client.send(new sdk.UpdateHITReviewStatusCommand({ HITId: hitId }));
    statuses.push(await statusOf(hitId));
    await client.send(new sdk.ApproveAssignmentCommand({ AssignmentId: assignmentId }));
    await remove(hitId);
    statuses.push(await statusOf(hitId));
    expect(statuses).toEqual(['Assignable', 'Unassignable', 'Reviewable', 'Reviewing', 'Disposed']);
    expect((await client.send(new sdk.ListHITsCommand({}))).HITs).toEqual([]);
    expect(await refusalOf(remove(hitId))).toMatchObject({
      code: 'InvalidHITState',
      message: expect.stringContaining("currently in the state 'Disposed'"),
    });
  });

  it('counts a submitted assignment nowhere until it is reviewed', async () => {
    const { hitId } = await createHit(client, { MaxAssignments: 3 });
    const assignmentId = doWork(fake, hitId);
    fake.workers.accept('AOTHER', hitId);
    const counts = async () => {
      const hit = await getHit(client, hitId);
      return [hit?.NumberOfAssignmentsAvailable, hit?.NumberOfAssignmentsPending, hit?.NumberOfAssignmentsCompleted];
    };
    expect(await counts()).toEqual([1, 1, 0]);
    await client.send(new sdk.RejectAssignmentCommand({ AssignmentId: assignmentId, RequesterFeedback: 'No' }));
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it('is not deleted while it is live, or has work to review', async () => {
    const { hitId } = await createHit(client);
    expect((await refusalOf(remove(hitId))).message).toMatch(
      /^This HIT is currently in the state 'Assignable'\. {2}This operation can be called with a status of: Reviewing, Reviewable \(\d+ s\)$/,
    );
    doWork(fake, hitId);
    expect((await refusalOf(remove(hitId))).message).toContain("in the state 'Reviewable'");
  });

  it('expires by the clock, and gives its hold back', async () => {
    const { hitId } = await createHit(client);
    expect(fake.books().heldCents).toBe(60);
    fake.clock.advance(3_600_000);
    expect([await statusOf(hitId), fake.books().heldCents]).toEqual(['Reviewable', 0]);
    expect((await getHit(client, hitId))?.NumberOfAssignmentsAvailable).toBe(1);
  });

  it('lets those who are inside submit after it was expired', async () => {
    const { hitId } = await createHit(client);
    const { assignmentId } = fake.workers.accept(worker, hitId);
    await expire(hitId);
    expect(await statusOf(hitId)).toBe('Unassignable');
    fake.workers.submit(assignmentId, { a: 'b' });
    expect(await statusOf(hitId)).toBe('Reviewable');
  });

  it('refuses to expire a second time at the same time, as if by a token', async () => {
    const { hitId } = await createHit(client);
    await expire(hitId);
    expect((await refusalOf(expire(hitId))).message).toMatch(
      new RegExp(`^The idempotency token "${hitId}.+" has already been processed\\.`),
    );
    await expire(hitId, new Date(1000));
  });

  it('comes back when its time is extended', async () => {
    const { hitId } = await createHit(client);
    await expire(hitId);
    await expire(hitId, new Date(startMs + dayMs));
    expect([await statusOf(hitId), fake.books().heldCents]).toEqual(['Assignable', 60]);
  });

  it('takes more assignments, but not from 9 to 10', async () => {
    const { hitId } = await createHit(client, { MaxAssignments: 8 });
    const add = (UniqueRequestToken: string) =>
      client.send(
        new sdk.CreateAdditionalAssignmentsForHITCommand({
          HITId: hitId,
          NumberOfAdditionalAssignments: 1,
          UniqueRequestToken,
        }),
      );
    await add('one');
    expect((await refusalOf(add('one'))).message).toContain('The idempotency token "one" has already been processed.');
    expect((await refusalOf(add('two'))).code).toBe('InvalidMaximumAssignmentsIncrease');
    expect(fake.books().heldCents).toBe(9 * 60);
  });

  it('is disposed of after 120 days of nobody asking', async () => {
    const { hitId } = await createHit(client);
    fake.clock.advance(3_600_000 + 120 * dayMs - 1);
    expect(await statusOf(hitId)).toBe('Reviewable');
    fake.clock.advance(1);
    expect(await statusOf(hitId)).toBe('Disposed');
  });

  it('does not exist with another id', async () => {
    expect(await refusalOf(getHit(client, '3NONE'))).toMatchObject({
      name: 'RequestError',
      code: 'HITDoesNotExist',
      message: expect.stringMatching(/^Hit 3NONE does not exist\. \(\d+ s\)$/),
    });
  });
});

describe('lists of HITs', () => {
  it('have 10 to a page, and are not moved by what is added', async () => {
    for (let nth = 0; nth < 12; nth++) await createHit(client);
    const first = await client.send(new sdk.ListHITsCommand({}));
    expect(first.NumResults).toBe(10);
    await createHit(client);
    const second = await client.send(new sdk.ListHITsCommand({ NextToken: first.NextToken }));
    const ids = [...(first.HITs ?? []), ...(second.HITs ?? [])].map(({ HITId }) => HITId);
    expect([new Set(ids).size, second.NextToken]).toEqual([12, undefined]);
    const query = new sdk.ListReviewableHITsCommand({ NextToken: 'x' });
    expect((await refusalOf(client.send(query))).name).toBe('RequestError');
    expect((await refusalOf(client.send(new sdk.ListHITsCommand({ MaxResults: 101 })))).name).toBe(
      'ValidationException',
    );
  });

  it('miss what was made just now', async () => {
    await fake.close();
    fake = await openStanding({ consistencyDelayMs: 500 });
    client = sdkWithin(fake);
    await createHit(client);
    const list = async () => (await client.send(new sdk.ListHITsCommand({}))).NumResults;
    expect(await list()).toBe(0);
    fake.clock.advance(500);
    expect(await list()).toBe(1);
  });
});
