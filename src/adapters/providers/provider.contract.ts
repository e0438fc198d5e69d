import { afterEach, describe, expect, it } from 'vitest';
import type { Credentials, Provider } from '../../runtime/ports/provider.ts';
import type {
  OfferOptions,
  OfferTerms,
  OpenAccount,
  PaymentOutcome,
  ProviderPayment,
  PublishedOffer,
  SentPayment,
} from '../../runtime/ports/provider-account.ts';
import type { Faults } from './fakes/faults.ts';

/** A worker's place in an offer, by the provider's ids. */
export type Place = { worker: string; submission: string };

/** A simulated provider, and what happens there that no account can do. */
export type ProviderHarness = {
  provider: Provider;
  /** An account with much money, or with none. */
  credentials: Credentials;
  wrongCredentials: Credentials;
  currency: string;
  /** Whether money has no end there, as in a sandbox where nothing is paid. */
  isMoneyEndless?: boolean;
  /** What the offers of these rules say for this provider; anything may be left out that it fills in. */
  options: OfferOptions;
  /** Whether submissions are reported before they were handed in, and when they were given back or timed out. */
  tellsOfUnfinished: boolean;
  crowd: {
    /** A worker who has done nothing yet, by the provider's id. */
    newWorker(): string;
    /** Lets a worker begin; undefined if the provider shows them nothing. `external` is the provider's id of the offer. */
    takePlace(external: string, worker?: string): Promise<Place | undefined>;
    /** Lets them hand in with a code; the provider reports it as submitted afterwards. */
    submit(place: Place, code: string): Promise<void>;
    giveBack(place: Place): Promise<void>;
    timeOut(place: Place): Promise<void>;
  };
  /** Moves the provider's clock forward. */
  advance(ms: number): void;
  /** The time by the provider's clock, ISO 8601. */
  now(): string;
  faults: Faults;
  /** The operations of the provider that make an offer, and those that pay. */
  operations: Readonly<Record<'publish' | ProviderPayment['kind'], readonly [string, ...string[]]>>;
  /** How many places workers can see, or could, in all offers that carry this id of ours. */
  placesOf(id: string): number;
  /** What workers were paid by the provider's books, without fees. */
  payments(): readonly { kind: ProviderPayment['kind']; submission: string; cents: number }[];
  /** Deletes an offer as somebody does who is signed in at the provider. */
  deleteByHand(external: string): void;
  close(): Promise<void>;
};

const hourMs = 60 * 60 * 1000;
/** Afterwards the provider has done all that it does later. */
const laterMs = hourMs;

const codes = { completed: 'C-7K2P9', screened_out: 'S-8L3Q1', no_work: 'N-9M4R2' } as const;

/** What every provider with accounts keeps; each adapter's spec only says how to open a simulated one. */
export function describeProvider(
  name: string,
  open: (settings: { hasMoney: boolean }) => Promise<ProviderHarness>,
): void {
  const opened: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });

  /** A simulated provider with an account that is signed in. */
  async function given({ hasMoney = true } = {}) {
    const harness = await open({ hasMoney });
    opened.push(harness);
    const signIn = async (credentials: Credentials) => {
      const account = (await harness.provider.open?.(credentials)) as OpenAccount;
      opened.push(account);
      return account;
    };
    const account = await signIn(harness.credentials);
    const { provider, currency, crowd } = harness;
    const terms = (fields: Partial<OfferTerms> = {}): OfferTerms => ({
      id: 'offer-1',
      title: 'Colours',
      description: 'Name colours.',
      tags: ['colours'],
      address: 'https://study.example/work?run=colours-1',
      places: 3,
      payCents: 200,
      currency,
      secondsPerPlace: 1800,
      codes,
      requirements: [],
      options: provider.options?.(harness.options) ?? harness.options,
      ...fields,
    });
    const submitted = async ({ external }: PublishedOffer) => {
      const place = (await crowd.takePlace(external)) as Place;
      await crowd.submit(place, codes.completed);
      return place;
    };
    const send = async (offer: PublishedOffer, payments: readonly ProviderPayment[]) => {
      const sentAt = harness.now();
      const prepared = await account.prepare(offer, payments);
      const outcomes = await account.send(offer, payments, prepared);
      const sent = payments.map(
        (payment): SentPayment => ({
          ...payment,
          reference: prepared.reference,
          note: prepared.notes?.[payment.id],
          sentAt,
        }),
      );
      return { outcomes, sent };
    };
    const find = async (offer: PublishedOffer, sent: readonly SentPayment[]) =>
      Object.fromEntries(await account.find(offer, sent, harness.now()));
    const statuses = async (offer: PublishedOffer) => {
      const found: Record<string, string> = {};
      for await (const page of account.submissions(offer))
        for (const { submission, status } of page) found[submission] = status;
      return found;
    };
    return { ...harness, account, signIn, terms, submitted, send, find, statuses };
  }

  const payment = (
    kind: ProviderPayment['kind'],
    { worker, submission }: Place,
    fields: Partial<ProviderPayment> = {},
  ): ProviderPayment => ({
    id: `${kind}-1`,
    kind,
    submission,
    worker,
    cents: kind === 'pay' ? 200 : 150,
    reason: 'Thank you for your good work.',
    ...fields,
  });

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'nothing was refused',
      (error: { code?: string }) => error.code,
    );

  const says = (outcomes: readonly PaymentOutcome[]) => outcomes.map(({ outcome }) => outcome);

  describe(`${name}, with an offer`, () => {
    it('says what it costs before anything is made', async () => {
      const { account, terms, placesOf } = await given();
      const cost = await account.cost(terms());
      expect(cost.payCents).toBe(600);
      expect(cost.feeCents).toBeGreaterThan(0);
      expect(cost.totalCents).toBe(cost.payCents + cost.feeCents);
      expect(cost.bonusFeeShare).toBeGreaterThan(0);
      expect(placesOf('offer-1')).toBe(0);
    });

    it('puts it before workers, and knows it by our id', async () => {
      const { account, terms, placesOf } = await given();
      const progress: number[] = [];
      const offer = await account.publish(terms(), (places) => progress.push(places));
      expect(await account.status(offer)).toBe('published');
      expect([placesOf('offer-1'), progress.at(-1)]).toEqual([3, 3]);
      expect(await account.openOffers()).toEqual([{ id: 'offer-1', external: offer.external, places: 3 }]);
    });

    it('has it once, however often it is published', async () => {
      const { account, terms, placesOf } = await given();
      const first = await account.publish(terms());
      const again = await account.publish(terms());
      expect([again.external, placesOf('offer-1')]).toEqual([first.external, 3]);
    });

    it.each([
      ['reply', 'drop-after'],
      ['request', 'drop-before'],
    ] as const)('has it once when any %s is lost while it is published', async (_, kind) => {
      for (let nth = 0, isDone = false; !isDone; nth++) {
        const { account, terms, placesOf, faults, operations } = await given();
        const operation = operations.publish[nth];
        isDone = nth + 1 === operations.publish.length;
        faults.order({ kind, operation, times: 1 });
        await account.publish(terms()).catch(() => undefined);
        // The operation is one of those that publish.
        expect([operation, faults.ordered()]).toEqual([operation, []]);
        const offer = await account.publish(terms());
        expect([operation, placesOf('offer-1'), await account.status(offer)]).toEqual([operation, 3, 'published']);
      }
    });

    it('raises its places, and never lowers them', async () => {
      const { account, terms, placesOf } = await given();
      const offer = await account.publish(terms());
      await Promise.all([account.raisePlaces(offer, 5), account.raisePlaces(offer, 7), account.raisePlaces(offer, 6)]);
      expect(placesOf('offer-1')).toBe(7);
      await account.raisePlaces(offer, 4);
      expect(placesOf('offer-1')).toBe(7);
    });

    it('shows it to nobody new while it is paused', async () => {
      const { account, terms, crowd } = await given();
      const offer = await account.publish(terms());
      await account.pause(offer);
      expect(await account.status(offer)).toBe('paused');
      expect(await crowd.takePlace(offer.external)).toBeUndefined();
      await account.resume(offer);
      expect(await account.status(offer)).toBe('published');
      expect(await crowd.takePlace(offer.external)).toBeDefined();
    });

    it('withdraws it, also twice, and lets those finish who have a place', async () => {
      const { account, terms, crowd, statuses } = await given();
      const offer = await account.publish(terms());
      const place = (await crowd.takePlace(offer.external)) as Place;
      await account.withdraw(offer);
      await account.withdraw(offer);
      expect([await account.status(offer), await account.openOffers()]).toEqual(['ended', []]);
      expect(await crowd.takePlace(offer.external)).toBeUndefined();
      await crowd.submit(place, codes.completed);
      expect(await statuses(offer)).toEqual({ [place.submission]: 'submitted' });
      await account.cleanUp(offer);
    });

    it('says that it is gone when somebody deleted it, and has nothing to withdraw then', async () => {
      const { account, terms, deleteByHand } = await given();
      const offer = await account.publish(terms());
      deleteByHand(offer.external);
      expect(await account.status(offer)).toBe('gone');
      await account.withdraw(offer);
      expect(await account.openOffers()).toEqual([]);
    });

    it('shows it to those who hold the qualification it asks for, also when that changes later', async () => {
      const { account, terms, crowd } = await given();
      const [ada, bob] = [crowd.newWorker(), crowd.newWorker()];
      await account.mirror('knows colours', [{ worker: ada, value: 1 }]);
      const offer = await account.publish(terms({ requirements: [{ name: 'knows colours', comparator: 'Exists' }] }));
      expect(await crowd.takePlace(offer.external, bob)).toBeUndefined();
      expect(await crowd.takePlace(offer.external, ada)).toMatchObject({ worker: ada });
      await account.mirror('knows colours', [{ worker: bob, value: 1 }]);
      expect(await crowd.takePlace(offer.external, bob)).toMatchObject({ worker: bob });
    });

    it('shows it to no worker who is blocked, until that ends', async () => {
      const { account, terms, crowd } = await given();
      const offer = await account.publish(terms());
      const ada = crowd.newWorker();
      await account.block(ada, 'Answers without looking.');
      expect(await crowd.takePlace(offer.external, ada)).toBeUndefined();
      await account.unblock(ada, 'It was a mistake.');
      expect(await crowd.takePlace(offer.external, ada)).toMatchObject({ worker: ada });
    });
  });

  describe(`${name}, with submissions`, () => {
    it('reports all of them, with worker and status', async () => {
      const { account, terms, crowd, submitted, statuses, tellsOfUnfinished } = await given();
      const offer = await account.publish(terms({ places: 4 }));
      const [done, back, late, active] = [
        await submitted(offer),
        (await crowd.takePlace(offer.external)) as Place,
        (await crowd.takePlace(offer.external)) as Place,
        (await crowd.takePlace(offer.external)) as Place,
      ];
      await crowd.giveBack(back);
      await crowd.timeOut(late);
      expect(await statuses(offer)).toEqual({
        [done.submission]: 'submitted',
        ...(tellsOfUnfinished && {
          [back.submission]: 'returned',
          [late.submission]: 'timed_out',
          [active.submission]: 'active',
        }),
      });
      expect(await account.submissionsOf(offer, [done.submission])).toMatchObject([{ ...done, status: 'submitted' }]);
    });

    it('reports more of them than one page holds, and those of many ids', async () => {
      const { account, terms, submitted, statuses } = await given();
      const offer = await account.publish(terms({ places: 120 }));
      const places: Place[] = [];
      for (let nth = 0; nth < 120; nth++) places.push(await submitted(offer));
      const ids = places.map(({ submission }) => submission);
      expect(Object.keys(await statuses(offer)).toSorted()).toEqual(ids.toSorted());
      const asked = ids.slice(0, 60);
      const found = await account.submissionsOf(offer, asked);
      expect(found.map(({ submission }) => submission).toSorted()).toEqual(asked.toSorted());
    });

    it('says nothing of a submission that is not there', async () => {
      const { account, terms } = await given();
      const offer = await account.publish(terms());
      expect(await account.submissionsOf(offer, ['aaaaaaaaaaaaaaaaaaaaaaaa'])).toEqual([]);
    });

    it('rejects one, also with a short sentence and twice, and pays nothing for it', async () => {
      const { account, terms, submitted, statuses, payments, advance } = await given();
      const offer = await account.publish(terms());
      const { submission } = await submitted(offer);
      await account.reject(offer, submission, 'Every answer is the same.');
      await account.reject(offer, submission, 'Every answer is the same.');
      advance(laterMs);
      expect(await statuses(offer)).toEqual({ [submission]: 'rejected' });
      expect(payments()).toEqual([]);
    });
  });

  describe(`${name}, with payments`, () => {
    it('pays each submission once, also when it is asked twice', async () => {
      const { account, terms, submitted, send, find, statuses, payments, advance } = await given();
      const offer = await account.publish(terms());
      const [ada, bob] = [await submitted(offer), await submitted(offer)];
      const both = [payment('pay', ada), payment('pay', bob, { id: 'pay-2' })];
      const { outcomes, sent } = await send(offer, both);
      expect(outcomes.map(({ id }) => id).toSorted()).toEqual(['pay-1', 'pay-2']);
      expect(says(outcomes).every((one) => one === 'paid' || one === 'underway')).toBe(true);
      advance(laterMs);
      expect(await find(offer, sent)).toEqual({ 'pay-1': 'paid', 'pay-2': 'paid' });
      await send(offer, both);
      advance(laterMs);
      expect(await statuses(offer)).toEqual({ [ada.submission]: 'approved', [bob.submission]: 'approved' });
      expect(payments().map(({ kind, submission, cents }) => [kind, submission, cents])).toEqual(
        [ada, bob].map(({ submission }) => ['pay', submission, 200]),
      );
      expect(await account.status(offer)).not.toBe('gone');
    });

    it('finds the pay whose reply was lost, and pays it no second time', async () => {
      const { account, terms, submitted, send, find, payments, advance, faults, operations } = await given();
      const offer = await account.publish(terms());
      const ada = await submitted(offer);
      faults.order({ kind: 'drop-after', operation: operations.pay[0], times: 1 });
      const { outcomes, sent } = await send(offer, [payment('pay', ada)]);
      expect(says(outcomes)).toEqual(['unknown']);
      faults.clear();
      advance(laterMs);
      expect(await find(offer, sent)).toEqual({ 'pay-1': 'paid' });
      await send(offer, [payment('pay', ada)]);
      advance(laterMs);
      expect(payments()).toHaveLength(1);
    });

    it('never says paid of a pay whose request was lost', async () => {
      const { account, terms, submitted, send, find, payments, advance, faults, operations } = await given();
      const offer = await account.publish(terms());
      faults.order({ kind: 'drop-before', operation: operations.pay[0], times: 1 });
      const { outcomes, sent } = await send(offer, [payment('pay', await submitted(offer))]);
      expect(says(outcomes)).toEqual(['unknown']);
      advance(laterMs);
      expect([await find(offer, sent), payments()]).toEqual([{ 'pay-1': 'absent' }, []]);
    });

    it('pays bonuses to the cent, and finds them', async () => {
      const { account, terms, submitted, send, find, payments, advance } = await given();
      const offer = await account.publish(terms());
      const [ada, bob] = [await submitted(offer), await submitted(offer)];
      const { outcomes, sent } = await send(offer, [
        payment('bonus', ada, { cents: 1 }),
        payment('bonus', bob, { id: 'bonus-2', cents: 1005 }),
      ]);
      expect(says(outcomes).every((one) => one === 'paid' || one === 'underway')).toBe(true);
      advance(laterMs);
      expect(await find(offer, sent)).toEqual({ 'bonus-1': 'paid', 'bonus-2': 'paid' });
      expect(payments().map(({ submission, cents }) => [submission, cents])).toEqual([
        [ada.submission, 1],
        [bob.submission, 1005],
      ]);
    });

    it('moves no money when a bonus is prepared and never sent', async () => {
      const { account, terms, submitted, payments, advance } = await given();
      const offer = await account.publish(terms());
      await account.prepare(offer, [payment('bonus', await submitted(offer))]);
      advance(laterMs);
      expect(payments()).toEqual([]);
    });

    it('finds the bonus whose reply was lost as paid', async () => {
      const { account, terms, submitted, send, find, payments, advance, faults, operations } = await given();
      const offer = await account.publish(terms());
      const ada = await submitted(offer);
      faults.order({ kind: 'drop-after', operation: operations.bonus[0], times: 1 });
      const { outcomes, sent } = await send(offer, [payment('bonus', ada)]);
      expect(says(outcomes)).toEqual(['unknown']);
      advance(laterMs);
      expect(await find(offer, sent)).toEqual({ 'bonus-1': 'paid' });
      expect(payments()).toHaveLength(1);
    });

    it('never says paid of a bonus that was not made, also after one of the same amount', async () => {
      const { account, terms, submitted, send, find, payments, advance, faults, operations } = await given();
      const offer = await account.publish(terms());
      const ada = await submitted(offer);
      const first = await send(offer, [payment('bonus', ada)]);
      advance(laterMs);
      faults.order({ kind: 'drop-before', operation: operations.bonus[0], times: 1 });
      const second = await send(offer, [payment('bonus', ada, { id: 'bonus-2' })]);
      expect(says(second.outcomes)).toEqual(['unknown']);
      advance(laterMs);
      expect((await find(offer, second.sent))['bonus-2']).not.toBe('paid');
      const both = await find(offer, [...first.sent, ...second.sent]);
      expect([both['bonus-1'], both['bonus-2'] === 'paid', payments().length]).toEqual(['paid', false, 1]);
    });

    it('takes no more than the account has', async () => {
      const { account, terms, submitted, send, payments, advance, isMoneyEndless = false } = await given();
      const offer = await account.publish(terms());
      const huge = payment('bonus', await submitted(offer), { cents: 90_000_000 });
      const became = await send(offer, [huge]).then(
        ({ outcomes }) => says(outcomes),
        (error: { code?: string }) => [error.code],
      );
      expect(became).toHaveLength(1);
      expect(became[0]).toMatch(
        isMoneyEndless ? /^(paid|underway)$/ : /^refused$|^provider\/(too-little-money|refused)$/,
      );
      advance(laterMs);
      expect(payments()).toHaveLength(isMoneyEndless ? 1 : 0);
    });
  });

  describe(`${name}, where it cannot do what is asked`, () => {
    it('refuses a wrong key', async () => {
      const { provider, signIn, wrongCredentials, terms } = await given();
      expect(await codeOf(provider.account(wrongCredentials))).toBe('provider/wrong-key');
      const account = await signIn(wrongCredentials);
      expect(await codeOf(account.account())).toBe('provider/wrong-key');
      expect(await codeOf(account.publish(terms()))).toBe('provider/wrong-key');
    });

    it('refuses an offer without the money for it, and leaves nothing before workers', async () => {
      const { account, terms, placesOf, isMoneyEndless = false } = await given({ hasMoney: false });
      const { availableCents } = await account.account();
      const outcome = await codeOf(account.publish(terms()));
      expect([availableCents === 0, outcome]).toEqual(
        isMoneyEndless ? [false, 'nothing was refused'] : [true, 'provider/too-little-money'],
      );
      const open = await account.openOffers();
      expect([placesOf('offer-1'), open.length]).toEqual(isMoneyEndless ? [3, 1] : [0, 0]);
    });

    it.each(['drop-before', 'error-500', 'html-503'] as const)('says that it is down, after %s', async (kind) => {
      const { account, terms, faults, placesOf } = await given();
      const offer = await account.publish(terms());
      faults.order({ kind });
      expect(await codeOf(account.account())).toBe('provider/unavailable');
      expect(await codeOf(account.status(offer))).toBe('provider/unavailable');
      expect(await codeOf(account.publish(terms({ id: 'offer-2' })))).toBe('provider/unavailable');
      faults.clear();
      expect([await account.status(offer), placesOf('offer-2')]).toEqual(['published', 0]);
    });
  });
}
