import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openAccount } from './account.ts';
import { openProlificApi } from './api.ts';
import { openAccountForTests } from './for-tests.ts';
import { eventOf } from './hooks.ts';
import { inMajorUnits } from './payments.ts';
import { rejectionText } from './submissions.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function given(...settings: Parameters<typeof openAccountForTests>) {
  const world = await openAccountForTests(...settings);
  opened.push(world);
  return world;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: { code?: string }) => error.code,
  );

const laterMs = 60 * 60 * 1000;

describe('an offer at Prolific', () => {
  it('is published although the order arrived twice, and was refused the second time', async () => {
    const { account, terms, faults, fake } = await given();
    faults.order({ kind: 'twice', operation: 'move-study', times: 1 });
    const { external } = await account.publish(terms());
    expect(fake.world.studies.get(external)?.status).toBe('ACTIVE');
  });

  it('finishes the draft that was left over', async () => {
    const { account, terms, call, fake } = await given();
    const { body } = await call('POST', 'studies/', {
      name: 'Half a study',
      internal_name: 'offer-1',
      description: 'Nothing yet.',
      external_study_url: 'https://study.example/',
      prolific_id_option: 'question',
      total_available_places: 1,
      estimated_completion_time: 5,
      reward: 100,
    });
    const offer = await account.publish(terms());
    expect([offer.external, fake.world.studies.size]).toEqual([body.id, 1]);
    expect(fake.world.studies.get(body.id)).toMatchObject({
      status: 'ACTIVE',
      fields: { name: 'Colours', total_available_places: 3, reward: 200, prolific_id_option: 'url_parameters' },
    });
  });

  it('is ordered once where it stays a draft for a moment', async () => {
    let looks = 0;
    const { account, terms, requests } = await given({}, (path, body) =>
      /\/studies\/\w{24}\/$/.test(path) && ++looks <= 3 ? { ...(body as object), status: 'UNPUBLISHED' } : body,
    );
    const offer = await account.publish(terms());
    expect(requests.filter((one) => one.endsWith('/transition/'))).toHaveLength(1);
    expect([looks, await account.status(offer)]).toEqual([4, 'published']);
  });

  it('leaves no draft where there is too little money, also one that was left over', async () => {
    const { account, terms, call, fake } = await given({ balanceCents: 100 });
    await call('POST', 'studies/', {
      name: 'Half a study',
      internal_name: 'offer-1',
      description: 'Nothing yet.',
      external_study_url: 'https://study.example/',
      prolific_id_option: 'question',
      total_available_places: 1,
      estimated_completion_time: 5,
      reward: 100,
    });
    const refusal = await account.publish(terms()).catch((error: Error) => error.message);
    expect(refusal).toBe(
      'There is too little money in the account at Prolific: this costs 8.40 GBP, and the workspace has 1.00 GBP. Top it up there, and try again.',
    );
    expect(fake.world.studies.size).toBe(0);
  });

  it('leaves no draft where Prolific refuses it, and says in its words why', async () => {
    const { account, terms, fake } = await given({ features: { fixedScreenOut: false } });
    const options = { screen_out: { cents: 20, slots: 2 } };
    expect(await codeOf(account.publish(terms({ options })))).toBe('provider/no-access');
    expect(await codeOf(account.publish(terms({ payCents: 1 })))).toBe('provider/refused');
    expect(fake.world.studies.size).toBe(0);
  });

  it('is refused in another currency than that of the account', async () => {
    const { account, terms, fake } = await given();
    expect(await codeOf(account.publish(terms({ currency: 'USD' })))).toBe('provider/other-currency');
    expect(fake.world.studies.size).toBe(0);
  });

  it('costs what those cost who are screened out, too', async () => {
    const { account, terms } = await given();
    const options = { screen_out: { cents: 30, slots: 10 } };
    expect(await account.cost(terms({ options }))).toEqual({
      payCents: 900,
      feeCents: 360,
      totalCents: 1260,
      bonusFeeShare: 0.4,
    });
  });

  it('is in the workspace and the project of its options, which are made once', async () => {
    const { account, terms, fake } = await given({ balanceCents: 0 });
    const options = { workspace: 'Lab', project: 'Colours' };
    await codeOf(account.publish(terms({ options })));
    await codeOf(account.publish(terms({ options })));
    expect([...fake.world.workspaces.values()].map(({ title }) => title)).toEqual(['My Workspace', 'Lab']);
    expect([...fake.world.projects.values()].map(({ title }) => title)).toContain('Colours');
    expect(fake.world.projects.size).toBe(2);
  });

  it('asks for all of its qualifications, and keeps those out who hold what it excludes', async () => {
    const { account, terms, fake } = await given();
    const [ada, bob, eve] = [1, 2, 3].map(() => fake.participants.add().id) as [string, string, string];
    await account.mirror('seen', [{ worker: eve, value: 1 }]);
    await account.mirror(
      'trained',
      [ada, bob, eve].map((worker) => ({ worker, value: 1 })),
    );
    await account.mirror(
      'paid',
      [ada, eve].map((worker) => ({ worker, value: 5 })),
    );
    const requirements = [
      { name: 'trained', comparator: 'Exists' },
      { name: 'paid', comparator: 'GreaterThan', value: 3 },
      { name: 'seen', comparator: 'DoesNotExist' },
    ];
    const { external } = await account.publish(terms({ requirements }));
    const isLetIn = (worker: string) => {
      try {
        return fake.participants.reserve(external, worker).status;
      } catch {
        return 'not shown';
      }
    };
    expect([ada, bob, eve].map(isLetIn)).toEqual(['RESERVED', 'not shown', 'not shown']);
    await account.mirror('seen', [
      { worker: eve, value: 1 },
      { worker: eve, value: null },
    ]);
    expect(isLetIn(eve)).toBe('RESERVED');
  });

  it('has in a new workspace the groups that were filled before', async () => {
    const { account, terms, call, fake } = await given();
    const ada = fake.participants.add().id;
    await account.block(ada, 'Answers without looking.');
    const { body } = await call('POST', 'workspaces/', { title: 'Lab' });
    await call('POST', '/fake/deposit', { workspace_id: body.id, cents: 10_000 });
    const { external } = await account.publish(terms({ options: { workspace: 'Lab' } }));
    expect(() => fake.participants.reserve(external, ada)).toThrow('not eligible');
  });

  it('is known among studies that others made', async () => {
    const { account, terms, publish } = await given();
    await publish({ internal_name: 'theirs' });
    const { external } = await account.publish(terms());
    expect(await account.openOffers()).toEqual([{ id: 'offer-1', external, places: 3 }]);
  });

  it('is open while its places are taken, and can be withdrawn then', async () => {
    const { account, terms, submitted, fake } = await given();
    const offer = await account.publish(terms({ places: 1 }));
    await submitted(offer);
    expect(fake.world.studies.get(offer.external)?.status).toBe('AWAITING REVIEW');
    expect(await account.status(offer)).toBe('published');
    await account.withdraw(offer);
    await account.raisePlaces(offer, 2);
    expect(fake.world.studies.get(offer.external)?.status).toBe('ACTIVE');
  });
});

describe('a submission at Prolific', () => {
  it('in a status that nobody knows stops nothing', async () => {
    const rename = (_: string, body: unknown) =>
      JSON.parse(JSON.stringify(body).replaceAll('"AWAITING REVIEW"', '"PONDERED"'));
    const { account, terms, submitted } = await given({}, rename);
    const offer = await account.publish(terms());
    const submission = await submitted(offer);
    expect(await account.submissionsOf(offer, [submission])).toMatchObject([{ submission, status: 'active' }]);
    expect(await account.status(offer)).toBe('published');
  });

  it('is reported with its code, times and bonuses', async () => {
    const { account, terms, submitted } = await given();
    const offer = await account.publish(terms());
    const submission = await submitted(offer);
    expect(await account.submissionsOf(offer, [submission])).toEqual([
      {
        submission,
        worker: expect.any(String),
        status: 'submitted',
        at: '2026-01-01T00:00:00.000Z',
        code: 'C-1',
        approvesAt: '2026-01-22T00:00:00.000Z',
        bonusesCents: [],
      },
    ]);
  });

  it('is left out where it came to its status long before', async () => {
    const { account, terms, submitted, clock } = await given();
    const offer = await account.publish(terms());
    await submitted(offer);
    clock.advance(2 * laterMs);
    const late = await submitted(offer);
    const found = [];
    for await (const page of account.submissions(offer, new Date(clock.now()).toISOString())) found.push(...page);
    expect(found.map(({ submission }) => submission)).toEqual([late]);
  });

  it('is rejected with a text that is long enough, in the category of the offer', async () => {
    const { account, terms, submitted, fake } = await given();
    const offer = await account.publish(terms({ options: { rejection_category: 'LOW_EFFORT' } }));
    const submission = await submitted(offer);
    await account.reject(offer, submission, ' All the same. ');
    const { rejection } = fake.world.submissions.get(submission) ?? {};
    expect(rejection).toEqual({ category: 'LOW_EFFORT', message: rejectionText('All the same.') });
    expect(rejection?.message).toMatch(/^All the same\. We looked /);
    expect(rejectionText('').length).toBeGreaterThanOrEqual(100);
    expect(rejectionText('x'.repeat(100))).toBe('x'.repeat(100));
  });

  it('can be asked for', async () => {
    const { account, terms, submitted, fake, faults } = await given();
    const offer = await account.publish(terms());
    const submission = await submitted(offer);
    faults.order({ kind: 'drop-after', operation: 'request-return', times: 1 });
    await account.askToReturn(offer, submission, 'The item was broken.');
    expect(fake.world.submissions.get(submission)?.returnRequestedAt).not.toBeNull();
  });
});

describe('payments at Prolific', () => {
  it.each([
    [1, '0.01'],
    [30, '0.30'],
    [100, '1.00'],
    [1005, '10.05'],
  ])('are %i cents as %s', (cents, text) => {
    expect(inMajorUnits(cents)).toBe(text);
  });

  it.each(['drop-before', 'drop-after', 'error-500', 'error-500-after', 'html-503'] as const)(
    'are asked for once, whatever comes back: %s',
    async (kind) => {
      const { account, terms, submitted, bonus, faults, requests } = await given();
      const offer = await account.publish(terms());
      const payments = [bonus(await submitted(offer), 'bonus-1')];
      const prepared = await account.prepare(offer, payments);
      faults.order({ kind, operation: 'pay-bonuses', times: 1 });
      expect(await account.send(offer, payments, prepared)).toMatchObject([{ id: 'bonus-1', outcome: 'unknown' }]);
      expect(requests.filter((one) => one.endsWith('/pay/'))).toHaveLength(1);
    },
  );

  it('wait while Prolific does nothing but say that it is busy', async () => {
    const { account, terms, submitted, bonus, faults, fake, clock } = await given();
    const offer = await account.publish(terms());
    const payments = [bonus(await submitted(offer), 'bonus-1')];
    const prepared = await account.prepare(offer, payments);
    faults.order({ kind: 'rate-limit', operation: 'pay-bonuses', times: 3 });
    expect(await account.send(offer, payments, prepared)).toEqual([{ id: 'bonus-1', outcome: 'underway' }]);
    clock.advance(laterMs);
    expect(fake.world.movements.filter(({ kind }) => kind === 'bonus')).toHaveLength(1);
  });

  it('are refused where the list comes to another amount', async () => {
    const change = (path: string, body: unknown) =>
      path.endsWith('/bonus-payments/') ? { ...(body as object), amount: 15_000 } : body;
    const { account, terms, submitted, bonus } = await given({}, change);
    const offer = await account.publish(terms());
    const work = account.prepare(offer, [bonus(await submitted(offer), 'bonus-1')]);
    expect(await work.catch((error: Error) => error.message)).toContain('150.00, and 1.50 was asked for');
  });

  it('of one submission that is not there do not keep the others from being approved', async () => {
    const { account, terms, submitted, bonus, clock } = await given();
    const offer = await account.publish(terms());
    const ids = [await submitted(offer), 'aaaaaaaaaaaaaaaaaaaaaaaa', await submitted(offer)];
    const payments = ids.map((submission, nth) => ({ ...bonus(submission, `pay-${nth}`, 200), kind: 'pay' as const }));
    const outcomes = await account.send(offer, payments, { reference: '' });
    expect(outcomes.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['pay-0', 'underway'],
      ['pay-1', 'refused'],
      ['pay-2', 'underway'],
    ]);
    clock.advance(laterMs);
    const statuses = await account.submissionsOf(offer, ids);
    expect(statuses.map(({ status }) => status)).toEqual(['approved', 'approved']);
  });

  it('are refused at once where Prolific refuses all of them', async () => {
    const { account, terms, submitted, bonus, requests } = await given();
    const offer = await account.publish(terms());
    const submission = await submitted(offer);
    const ids = Array.from({ length: 1001 }, () => submission);
    const payments = ids.map((one, nth) => ({ ...bonus(one, `pay-${nth}`, 200), kind: 'pay' as const }));
    const outcomes = await account.send(offer, payments, { reference: '' });
    expect(outcomes.every(({ outcome }) => outcome === 'refused')).toBe(true);
    expect(requests.filter((one) => one.endsWith('/bulk-approve/'))).toHaveLength(1);
  });

  it('in part are not taken for the whole pay', async () => {
    const { account, terms, submitted, sent, fake } = await given();
    const offer = await account.publish(terms());
    const submission = await submitted(offer);
    Object.assign(fake.world.submissions.get(submission) ?? {}, { status: 'PARTIALLY APPROVED' });
    const found = await account.find(offer, [{ ...sent(submission, 'pay-1'), kind: 'pay' }], '2026-01-01T00:00:00Z');
    expect([...found]).toEqual([['pay-1', 'unknown']]);
    expect(await account.submissionsOf(offer, [submission])).toMatchObject([{ status: 'approved' }]);
  });

  it.each([
    ['one, none came', [], [['a', '0']], ['unknown']],
    ['one, one came', [150], [['a', '0']], ['paid']],
    ['one, another amount came', [149], [['a', '0']], ['unknown']],
    ['one without a note', [150], [['a', undefined]], ['unknown']],
    ['one after an earlier one', [150], [['a', '1']], ['unknown']],
    [
      'two at once, one came',
      [150],
      [
        ['a', '0'],
        ['b', '0'],
      ],
      ['unknown', 'unknown'],
    ],
    [
      'two at once, both came',
      [150, 150],
      [
        ['a', '0'],
        ['b', '0'],
      ],
      ['paid', 'paid'],
    ],
    [
      'two in turn, one came',
      [150],
      [
        ['a', '0'],
        ['b', '1'],
      ],
      ['paid', 'unknown'],
    ],
    [
      'two in turn, both came',
      [150, 150],
      [
        ['a', '0'],
        ['b', '1'],
      ],
      ['paid', 'paid'],
    ],
    [
      'one, then two at once, two came',
      [150, 150],
      [
        ['a', '0'],
        ['b', '1'],
        ['c', '1'],
      ],
      ['paid', 'unknown', 'unknown'],
    ],
  ] as const)('are found as certain as the books are: %s', async (_, came, asked, expected) => {
    const { account, terms, submitted, sent, fake } = await given();
    const offer = await account.publish(terms());
    const submission = await submitted(offer);
    fake.world.submissions.get(submission)?.bonusCents.push(...came);
    const found = await account.find(
      offer,
      asked.map(([id, note]) => sent(submission, id, note)),
      '2026-01-01T00:00:00Z',
    );
    expect([...found.values()]).toEqual(expected);
  });

  it('of the same amount to several workers, and of several amounts to one, are found each by itself', async () => {
    const { account, terms, submitted, sent, fake } = await given();
    const offer = await account.publish(terms());
    const [ada, bob] = [await submitted(offer), await submitted(offer)];
    fake.world.submissions.get(ada)?.bonusCents.push(150, 20);
    const payments = [sent(ada, 'a', '0'), { ...sent(ada, 'b', '0'), cents: 20 }, sent(bob, 'c', '0')];
    const found = await account.find(offer, payments, '2026-01-01T00:00:00Z');
    expect([...found.values()]).toEqual(['paid', 'paid', 'unknown']);
  });

  it('for a submission that is not there are unknown', async () => {
    const { account, terms, sent } = await given();
    const offer = await account.publish(terms());
    const nowhere = sent('aaaaaaaaaaaaaaaaaaaaaaaa', 'a', '0');
    const payments = [nowhere, { ...nowhere, id: 'b', kind: 'pay' as const }];
    const found = await account.find(offer, payments, '2026-01-01T00:00:00Z');
    expect([...found.values()]).toEqual(['unknown', 'unknown']);
  });

  it('are refused where nobody listened, so that they can be sent again', async () => {
    const { account, terms, bonus } = await given();
    const offer = await account.publish(terms());
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const cutOff = openAccount(
      openProlificApi({ token: 'any', url: new URL(`http://127.0.0.1:${port}/`), pauseMs: 1 }),
    );
    const payment = bonus('aaaaaaaaaaaaaaaaaaaaaaaa', 'bonus-1');
    for (const kind of ['bonus', 'pay'] as const)
      expect(await cutOff.send(offer, [{ ...payment, kind }], { reference: 'list' })).toMatchObject([
        { id: 'bonus-1', outcome: 'refused' },
      ]);
    expect(await cutOff.send(offer, [], { reference: 'list' })).toEqual([]);
  });

  it('come with a message that is sent once, also when the reply is lost', async () => {
    const { account, terms, submitted, fake, faults } = await given();
    const offer = await account.publish(terms());
    const { participantId = '' } = fake.world.submissions.get(await submitted(offer)) ?? {};
    faults.order({ kind: 'drop-after', operation: 'send-message', times: 1 });
    await account.message(offer, participantId, 'Thank you.');
    faults.order({ kind: 'drop-before', operation: 'send-message', times: 1 });
    expect(await codeOf(account.message(offer, participantId, 'Thank you.'))).toBe('provider/unavailable');
    expect(fake.world.messages.map(({ body }) => body)).toEqual(['Thank you.']);
  });
});

describe('a message of Prolific', () => {
  /** Messages that arrive at an address, with their headers. */
  async function listening() {
    const messages: { body: Uint8Array; headers: Record<string, string | undefined> }[] = [];
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      messages.push({ body, headers: request.headers as Record<string, string | undefined> });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => server.close() });
    return { messages, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
  }

  async function told() {
    const { messages, address } = await listening();
    const world = await given();
    await world.account.subscribe?.(address);
    // Once more takes the place of the first.
    const proof = (await world.account.subscribe?.(address)) ?? '';
    const offer = await world.account.publish(world.terms({ places: 1 }));
    const submission = await world.submitted(offer);
    world.clock.advance(1);
    await world.fake.deliveriesDone();
    return { messages, proof, offer, submission, now: new Date(world.clock.now()).toISOString() };
  }

  it('says which study or submission changed, once', async () => {
    const { messages, proof, offer, submission, now } = await told();
    const events = messages.map((message) => eventOf(message, proof, now));
    expect(events.filter((event) => event?.offer === offer.external).length).toBeGreaterThan(0);
    expect(events.filter((event) => event?.submission === submission).map((event) => event?.at)).toContain(
      '2026-01-01T00:00:00.000Z',
    );
    expect(new Set(events.map((event) => event?.id)).size).toBe(messages.length);
  });

  it('is nothing when it is forged, changed or old', async () => {
    const { messages, proof, now } = await told();
    const [message] = messages;
    if (!message) throw new Error('Nothing was told.');
    const other = (headers: Record<string, string | undefined>) => ({
      ...message,
      headers: { ...message.headers, ...headers },
    });
    expect(eventOf(message, proof, now)).toBeDefined();
    expect(eventOf(message, `${proof}x`, now)).toBeUndefined();
    expect(eventOf(message, '', now)).toBeUndefined();
    expect(eventOf({ ...message, body: Buffer.from('{}') }, proof, now)).toBeUndefined();
    expect(eventOf(other({ 'x-prolific-request-signature': undefined }), proof, now)).toBeUndefined();
    expect(eventOf(other({ 'x-prolific-request-timestamp': 'soon' }), proof, now)).toBeUndefined();
    expect(eventOf(message, proof, '2026-01-01T00:06:00Z')).toBeUndefined();
    expect(eventOf(message, proof, '2025-12-31T23:54:00Z')).toBeUndefined();
  });
});
