const atProvider = [
  'provider/busy',
  'provider/no-access',
  'provider/refused',
  'provider/unavailable',
  'provider/wrong-key',
];
const offering = [
  ...atProvider,
  ...(['provider/bad-options', 'provider/no-offers', 'requester/unknown', 'run/not-open'] as const),
  ...(['offer/no-places', 'offer/no-public-address', 'offer/not-reached', 'offer/other-currency'] as const),
  ...(['offer/there-already', 'offer/too-little-money'] as const),
];

/** The refusals of endpoints about accounts and offers at providers, by their names. */
export const atProviders: Readonly<Record<string, readonly string[]>> = {
  registerRequester: [
    ...atProvider,
    ...(['provider/bad-address', 'provider/missing-keys', 'provider/no-account', 'provider/unknown'] as const),
    ...(['provider/unknown-keys', 'requester/bad-name', 'requester/name-taken', 'requester/other-account'] as const),
    'requester/too-many',
  ],
  planOffer: [...offering, 'provider/too-little-money'],
  makeOffer: [...offering, 'provider/too-little-money', 'offer/other-price', 'budget/passed'],
  raiseOffer: ['offer/over', 'budget/passed'],
  payRun: atProvider,
  setBudget: ['run/unknown'],
  listOrphans: atProvider,
  messageWorker: [...atProvider, 'offer/no-worker', 'provider/message-in-doubt'],
  withdrawOrphans: [...atProvider, 'offer/unread-runs'],
  takeProviderEvent: ['provider-event/forged', 'request/too-large', 'request/too-often'],
  checkRequester: [...atProvider, 'requester/other-account'],
};
