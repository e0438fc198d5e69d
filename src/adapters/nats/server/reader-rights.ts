/** The stream that outside tools may read, with one message per fact. */
export const factsStream = 'MANYHANDS_FACTS';

const aboutConsumers = ['CREATE', 'INFO', 'DELETE', 'NAMES', 'LIST', 'MSG.NEXT', 'DURABLE.CREATE'].flatMap((verb) => [
  `$JS.API.CONSUMER.${verb}.${factsStream}`,
  `$JS.API.CONSUMER.${verb}.${factsStream}.>`,
]);

const mayRequest = [
  '$JS.API.INFO',
  '$JS.API.STREAM.NAMES',
  `$JS.API.STREAM.INFO.${factsStream}`,
  `$JS.API.STREAM.MSG.GET.${factsStream}`,
  `$JS.API.DIRECT.GET.${factsStream}`,
  `$JS.API.DIRECT.GET.${factsStream}.>`,
  ...aboutConsumers,
  // From 2.15 on, acknowledgements carry a domain and an account before the stream.
  `$JS.ACK.${factsStream}.>`,
  `$JS.ACK.*.*.${factsStream}.>`,
  '$JS.FC.>',
];
const maySubscribe = ['facts.>', '_INBOX.>'];

/** The rights of a reader: read the facts live or from any position, and nothing that changes them. */
export const readerPermissions = { publish: { allow: mayRequest }, subscribe: { allow: maySubscribe } };

/** What the facts' account exports to the readers' account. */
export const factsExports = [
  ...maySubscribe.map((stream) => ({ stream })),
  ...mayRequest.map((service) => ({
    service,
    response_type: /MSG\.NEXT|DIRECT\.GET/.test(service) ? 'stream' : 'singleton',
  })),
];

/**
 * Readers have an account of their own and import what they may use. In the facts' account permissions would not be enough: a
 * request with the reply subject `facts.…` would make the server itself publish its reply there.
 */
export const factsImports = [
  ...maySubscribe.map((subject) => ({ stream: { account: 'FACTS', subject } })),
  ...mayRequest.map((subject) => ({ service: { account: 'FACTS', subject } })),
];
