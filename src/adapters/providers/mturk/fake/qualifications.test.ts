import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMturk } from './fake-mturk.ts';
import { createHit, dayMs, doWork, openStanding, refusalOf, sdkWithin, worker } from './fixtures.ts';

let fake: FakeMturk;
let client: sdk.MTurkClient;
beforeEach(async () => {
  fake = await openStanding({ consistencyDelayMs: 500 });
  client = sdkWithin(fake);
});
afterEach(() => fake.close());

const typeInput = { Name: 'Trained', Description: 'Has been trained', QualificationTypeStatus: 'Active' as const };
async function createType(input: Partial<sdk.CreateQualificationTypeCommandInput> = {}) {
  const reply = await client.send(new sdk.CreateQualificationTypeCommand({ ...typeInput, ...input }));
  return reply.QualificationType?.QualificationTypeId ?? '';
}
const remove = (QualificationTypeId: string) =>
  client.send(new sdk.DeleteQualificationTypeCommand({ QualificationTypeId }));
const grant = (QualificationTypeId: string, input: object = {}) =>
  client.send(new sdk.AssociateQualificationWithWorkerCommand({ QualificationTypeId, WorkerId: worker, ...input }));
const scoreOf = async (QualificationTypeId: string) =>
  (await client.send(new sdk.GetQualificationScoreCommand({ QualificationTypeId, WorkerId: worker }))).Qualification;

describe('a qualification type', () => {
  it('has a name of its own, and lists miss it right after it was made', async () => {
    const id = await createType();
    const list = async () => {
      const query = { Query: 'rain', MustBeRequestable: false, MustBeOwnedByCaller: true };
      const { QualificationTypes } = await client.send(new sdk.ListQualificationTypesCommand(query));
      return QualificationTypes?.map(({ QualificationTypeId }) => QualificationTypeId);
    };
    expect(await list()).toEqual([]);
    expect(await refusalOf(createType())).toMatchObject({
      code: 'QualificationTypeAlreadyExists',
      message: expect.stringContaining('You have already created a QualificationType with this name.'),
    });
    fake.clock.advance(500);
    expect(await list()).toEqual([id]);
  });

  it('keeps its name for 48 hours after it was deleted, and for as long as HITs ask for it', async () => {
    const id = await createType();
    const requirement = { QualificationTypeId: id, Comparator: 'Exists' as const };
    const { hitId } = await createHit(client, { QualificationRequirements: [requirement] });
    await remove(id);
    expect((await refusalOf(remove(id))).code).toBe('QualificationTypeDoesNotExist');
    fake.clock.advance(2 * dayMs);
    expect((await refusalOf(createType())).code).toBe('QualificationTypeAlreadyExists');
    await client.send(new sdk.DeleteHITCommand({ HITId: hitId }));
    expect(await createType()).not.toBe(id);
  });
});

describe('a qualification', () => {
  it('is granted, overwritten and revoked', async () => {
    const id = await createType();
    expect(await refusalOf(scoreOf(id))).toMatchObject({
      code: 'QualificationDoesNotExist',
      message: expect.stringContaining('does not exist'),
    });
    await grant(id);
    await grant(id, { IntegerValue: 80, SendNotification: false });
    expect(await scoreOf(id)).toMatchObject({ IntegerValue: 80, Status: 'Granted' });
    expect(fake.workers.emails().length).toBe(1);
    const command = new sdk.DisassociateQualificationFromWorkerCommand({ QualificationTypeId: id, WorkerId: worker });
    await client.send(command);
    expect(await refusalOf(scoreOf(id))).toMatchObject({
      code: 'InvalidQualificationState',
      message: expect.stringContaining('This operation can be called with a status of: Granted'),
    });
  });

  it('is asked for by a worker, and given by the requester', async () => {
    const id = await createType();
    fake.workers.requestQualification(worker, id);
    const list = await client.send(new sdk.ListQualificationRequestsCommand({ QualificationTypeId: id }));
    const QualificationRequestId = list.QualificationRequests?.[0]?.QualificationRequestId;
    const accept = () =>
      client.send(new sdk.AcceptQualificationRequestCommand({ QualificationRequestId, IntegerValue: 3 }));
    await accept();
    expect((await scoreOf(id))?.IntegerValue).toBe(3);
    expect((await refusalOf(accept())).code).toBe('QualificationRequestDoesNotExist');
  });
});

describe('requirements of a HIT', () => {
  const locale = '00000000000000000071';
  it.each([
    [
      'Exists takes no values',
      [{ QualificationTypeId: locale, Comparator: 'Exists', LocaleValues: [{ Country: 'US' }] }],
    ],
    [
      'a comparator of numbers',
      [{ QualificationTypeId: locale, Comparator: 'LessThan', LocaleValues: [{ Country: 'US' }] }],
    ],
    ['no value', [{ QualificationTypeId: '000000000000000000L0', Comparator: 'GreaterThan' }]],
    ['two values', [{ QualificationTypeId: '000000000000000000L0', Comparator: 'EqualTo', IntegerValues: [1, 2] }]],
    [
      '16 integers',
      [{ QualificationTypeId: '000000000000000000L0', Comparator: 'In', IntegerValues: Array(16).fill(1) }],
    ],
    ['a long country', [{ QualificationTypeId: locale, Comparator: 'EqualTo', LocaleValues: [{ Country: 'USA' }] }]],
    ['an unknown comparator', [{ QualificationTypeId: locale, Comparator: 'Like' }]],
    ['eleven', Array(11).fill({ QualificationTypeId: '00000000000000000060', Comparator: 'Exists' })],
  ])('are refused: %s', async (_, requirements) => {
    const input = { QualificationRequirements: requirements as sdk.QualificationRequirement[] };
    expect((await refusalOf(createHit(client, input))).name).toBe('ValidationException');
  });

  it('are refused for a type that there is not, such as the Masters of the sandbox', async () => {
    const requirement = { QualificationTypeId: '2ARFPLSP75KLA8M8DH1HTEQVJT3SY6', Comparator: 'Exists' as const };
    const refusal = await refusalOf(createHit(client, { QualificationRequirements: [requirement] }));
    expect(refusal.code).toBe('QualificationTypeDoesNotExist');
  });

  it('decide who may accept, and who sees it', async () => {
    const requirement = {
      QualificationTypeId: locale,
      Comparator: 'In' as const,
      LocaleValues: [{ Country: 'US' }, { Country: 'CA' }],
    };
    const { hitId } = await createHit(client, { QualificationRequirements: [requirement] });
    const hidden = { ...requirement, ActionsGuarded: 'DiscoverPreviewAndAccept' as const };
    await createHit(client, { QualificationRequirements: [hidden] });
    fake.workers.add({ id: worker, country: 'DE' });
    expect(fake.workers.find(worker).map((hit) => hit.hitId)).toEqual([hitId]);
    expect(() => fake.workers.accept(worker, hitId)).toThrow(/qualifications/);
    fake.workers.add({ id: 'ACANADIAN', country: 'CA' });
    expect(fake.workers.find('ACANADIAN').length).toBe(2);
    fake.workers.accept('ACANADIAN', hitId);
  });
});

describe('workers', () => {
  it('are blocked, found in the list after a while, and let in again', async () => {
    const { hitId } = await createHit(client);
    await client.send(new sdk.CreateWorkerBlockCommand({ WorkerId: worker, Reason: 'Spam' }));
    const list = async () => (await client.send(new sdk.ListWorkerBlocksCommand({}))).WorkerBlocks;
    expect(await list()).toEqual([]);
    fake.clock.advance(500);
    expect(await list()).toEqual([{ WorkerId: worker, Reason: 'Spam' }]);
    expect(() => fake.workers.accept(worker, hitId)).toThrow(/does not let you/);
    const unblock = (WorkerId: string) => client.send(new sdk.DeleteWorkerBlockCommand({ WorkerId }));
    await unblock(worker);
    await unblock(worker);
    expect((await refusalOf(unblock('bob'))).message).toMatch(/^WorkerId is invalid\. /);
    const malformed = client.send(new sdk.CreateWorkerBlockCommand({ WorkerId: 'bob', Reason: 'x' }));
    expect((await refusalOf(malformed)).message).toBe(
      "1 validation error detected: Value 'bob' at 'workerId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^A[A-Z0-9]+$",
    );
  });

  it('are written to only when their work was reviewed before', async () => {
    const { hitId } = await createHit(client);
    const AssignmentId = doWork(fake, hitId);
    fake.clock.advance(500);
    await client.send(new sdk.ApproveAssignmentCommand({ AssignmentId }));
    const input = { Subject: 'News', MessageText: 'More work', WorkerIds: [worker, 'ASTRANGER'] };
    const reply = await client.send(new sdk.NotifyWorkersCommand(input));
    expect(reply.NotifyWorkersFailureStatuses?.map(({ WorkerId }) => WorkerId)).toEqual(['ASTRANGER']);
    expect(fake.workers.emails()).toMatchObject([{ workerId: worker, subject: 'News' }]);
    const many = { ...input, WorkerIds: Array(101).fill(worker) };
    expect((await refusalOf(client.send(new sdk.NotifyWorkersCommand(many)))).name).toBe('ValidationException');
  });
});
