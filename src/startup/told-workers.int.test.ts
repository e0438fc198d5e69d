import { afterEach, describe, expect, it } from 'vitest';
import type { OfferId, QualificationId, WorkerId } from '../events/ids.ts';
import { openOfferedRun } from './offers-for-tests.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const careful = 'careful-aaaaa' as QualificationId;
const by = 'owner:eve';

async function given() {
  const world = await openOfferedRun();
  closers.push(world.close);
  const { fake, life, requests } = world;
  return {
    ...world,
    /** Who is in a group at Prolific, by its name. */
    membersOf(name: string) {
      const group = [...fake.world.groups.values()].find((one) => one.name === name && one.isActive);
      return group && [...group.members.keys()];
    },
    /** How often groups were changed so far. */
    changes: () => requests.filter((one) => /^(POST|DELETE) participant-groups\/.+\//.test(one)).length,
    createQualification: () =>
      life().runtime.askWorkspace(
        { type: 'qualification.create', qualificationId: careful, name: 'careful', description: '' },
        by,
      ),
    grant: (workerId: WorkerId, value = 1) =>
      life().runtime.askWorkspace({ type: 'worker.grant', workerId, qualificationId: careful, value }, by),
    revoke: (workerId: WorkerId) =>
      life().runtime.askWorkspace({ type: 'worker.revoke', workerId, qualificationId: careful }, by),
  };
}

describe('a block', () => {
  const blocked = 'Manyhands: blocked';

  it('reaches the provider of the worker once, and so does its end, over restarts and while the provider is down', async () => {
    const { offer, comes, block, unblock, visit, restart, membersOf, changes, outside, problems } = await given();
    const study = await offer();
    const ada = await comes(study);
    await comes(study);
    await block(ada.workerId);
    outside.isDown = true;
    await visit();
    expect(membersOf(blocked)).toEqual([]);
    expect(problems()).toEqual([expect.stringMatching(/^Run colours-1: Prolific cannot be reached/)]);
    await restart();
    outside.isDown = false;
    await visit();
    expect(membersOf(blocked)).toEqual([ada.participant]);
    expect(problems()).toEqual([]);
    const before = changes();
    await restart();
    await visit();
    expect(changes()).toBe(before);
    await unblock(ada.workerId);
    await restart();
    await visit();
    expect(membersOf(blocked)).toEqual([]);
  });

  it('keeps the worker out of offers that follow', async () => {
    const { offer, comes, block, fake } = await given();
    const ada = await comes(await offer({ places: 1 }));
    await block(ada.workerId);
    const next = await offer({ id: 'offer-2' as OfferId, places: 1 });
    expect(() => fake.participants.reserve(next, ada.participant)).toThrow();
  });
});

describe('a qualification that an offer asks for', () => {
  const group = 'Manyhands: holds careful';
  const asked = [{ name: 'careful', comparator: 'Exists' }];

  it('is told in bulk before the offer is published, then whenever it changes, and once', async () => {
    const { createQualification, grant, revoke, offer, comes, visit, membersOf, changes, fake } = await given();
    await createQualification();
    const study = await offer();
    const [ada, bob, cy] = [await comes(study), await comes(study), await comes(study)];
    for (const { workerId } of [ada, bob]) await grant(workerId);
    await visit();
    // No offer asks for it yet.
    expect(membersOf(group)).toBeUndefined();
    const before = changes();
    const next = await offer({ id: 'offer-2' as OfferId, places: 3, asked });
    expect(membersOf(group)).toEqual([ada.participant, bob.participant]);
    expect(changes()).toBe(before + 1);
    expect(() => fake.participants.reserve(next, cy.participant)).toThrow();
    await visit();
    expect(changes()).toBe(before + 1);
    await revoke(bob.workerId);
    await grant(cy.workerId);
    await visit();
    expect(membersOf(group)).toEqual([ada.participant, cy.participant]);
    expect(fake.participants.reserve(next, cy.participant)).toBeDefined();
  });

  it('holds the offer back while it cannot be told', async () => {
    const { createQualification, grant, offer, comes, visit, run, problems, faults } = await given();
    await createQualification();
    const ada = await comes(await offer());
    await grant(ada.workerId);
    faults.order({ kind: 'html-503', operation: 'add-members' });
    const id = 'offer-2' as OfferId;
    await offer({ id, places: 3, asked });
    expect(run().mailbox.run.offers.get(id)?.value).toBe('intended');
    expect(problems()).toEqual([expect.stringMatching(/^Run colours-1: Prolific/)]);
    faults.clear();
    await visit();
    expect(run().mailbox.run.offers.get(id)?.value).toBe('published');
    expect(problems()).toEqual([]);
  });
});
