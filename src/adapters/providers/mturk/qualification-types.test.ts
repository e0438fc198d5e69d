import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, describe, expect, it } from 'vitest';
import { sdkFor } from './fake/fixtures.ts';
import { openSigned } from './for-tests.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
async function given(...settings: Parameters<typeof openSigned>) {
  const signed = await openSigned(...settings);
  opened.push(signed);
  const client = sdkFor(signed.fake);
  const types = async () => {
    const query = { MustBeRequestable: false, MustBeOwnedByCaller: true, MaxResults: 100 };
    const { QualificationTypes = [] } = await client.send(new sdk.ListQualificationTypesCommand(query));
    return QualificationTypes.map(({ Name = '', QualificationTypeId = '' }) => ({
      name: Name,
      id: QualificationTypeId,
    }));
  };
  const create = async (Name: string) => {
    const about = { Name, Description: 'x', QualificationTypeStatus: 'Active' as const };
    const { QualificationType } = await client.send(new sdk.CreateQualificationTypeCommand(about));
    return QualificationType?.QualificationTypeId ?? '';
  };
  const holders = async (QualificationTypeId: string) => {
    const { Qualifications = [] } = await client.send(
      new sdk.ListWorkersWithQualificationTypeCommand({ QualificationTypeId }),
    );
    return Qualifications.map(({ WorkerId, IntegerValue }) => [WorkerId, IntegerValue]);
  };
  return { ...signed, client, types, create, holders };
}

const [ada, bob] = ['AADA', 'ABOB'];

describe('a qualification at MTurk', () => {
  it('is what it is here, also when that is said again, and nobody is written to', async () => {
    const { account, types, holders, fake } = await given();
    const both = [
      { worker: ada, value: 1 },
      { worker: bob, value: 2 },
    ];
    await account.mirror('Good eyes', both);
    await account.mirror('Good eyes', both);
    await account.mirror('Good eyes', [
      { worker: ada, value: 5 },
      { worker: bob, value: null },
    ]);
    await account.mirror('Good eyes', [
      { worker: bob, value: null },
      { worker: 'ANEVER', value: null },
    ]);
    const [type] = await types();
    expect([type?.name, await holders(type?.id ?? ''), fake.workers.emails()]).toEqual(['Good eyes', [[ada, 5]], []]);
  });

  it('ends with _sandbox in the sandbox', async () => {
    const { account, types } = await given({ isSandbox: true });
    await account.mirror('Good eyes', []);
    expect((await types()).map(({ name }) => name)).toEqual(['Good eyes_sandbox']);
  });

  it('is the one that is there, and none with a longer name', async () => {
    const { account, create, holders, types } = await given();
    const [longer, own] = [await create('Good eyes and ears'), await create('Good eyes')];
    await account.mirror('Good eyes', [{ worker: ada, value: 1 }]);
    expect([await holders(own), await holders(longer), (await types()).length]).toEqual([[[ada, 1]], [], 2]);
  });

  it('gets a number while the name of a deleted one is not free, and keeps it', async () => {
    const { account, create, client, types, provider, credentials } = await given();
    const QualificationTypeId = await create('Good eyes');
    await client.send(new sdk.DeleteQualificationTypeCommand({ QualificationTypeId }));
    await account.mirror('Good eyes', [{ worker: ada, value: 1 }]);
    const again = await provider.open?.(credentials);
    await again?.mirror('Good eyes', [{ worker: bob, value: 1 }]);
    again?.close();
    expect((await types()).map(({ name }) => name)).toEqual(['Good eyes (2)']);
  });

  it('is made once when the reply is lost, and when several ask for it at once', async () => {
    const { account, types, faults } = await given();
    faults.order({ kind: 'drop-after', operation: 'CreateQualificationType', times: 1 });
    await Promise.all([ada, bob].map((worker) => account.mirror('Good eyes', [{ worker, value: 1 }])));
    expect((await types()).map(({ name }) => name)).toEqual(['Good eyes']);
  });
});
