import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Random } from '../../../projections/statistics/seeded.ts';

/** What a simulated provider can do wrong, and when. */
export const faultKinds = {
  'drop-before': 'the connection ends before anything is done',
  'drop-after': 'it is done, but the connection ends before the reply',
  'error-500': 'the reply is an error 500, and nothing is done',
  'error-500-after': 'the reply is an error 500, although it is done',
  'html-503': 'the reply is a page of HTML with the status 503, and nothing is done',
  'rate-limit': 'the reply says that there were too many requests, and nothing is done',
  slow: 'the reply comes later, by delay_ms',
  twice: 'it is done twice, as if the request had arrived twice',
} as const;

/** An order for faults: in which operation (all, when it is left out), in which share of the requests (0 to 1), and how often at most. */
export const Fault = z.strictObject({
  kind: z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]),
  operation: z.string().optional(),
  share: z.number().gt(0).max(1).default(1),
  times: z.int().min(1).optional(),
  delay_ms: z.int().min(0).max(600_000).default(1000),
});
export type Fault = z.infer<typeof Fault>;
type FaultKind = keyof typeof faultKinds;

/** The faults that are ordered: each request takes at most one of them. */
export type Faults = {
  order(fault: z.input<typeof Fault>): void;
  ordered(): readonly Fault[];
  clear(): void;
  /** The fault that a request of this operation gets, if any. */
  take(operation: string): Fault | undefined;
};

/** Opens an empty list of faults; which requests get them is chosen by `random`. */
export function openFaults(random: Random): Faults {
  let faults: Fault[] = [];
  return {
    order: (fault) => void faults.push(Fault.parse(fault)),
    ordered: () => faults,
    clear() {
      faults = [];
    },
    take(operation) {
      const fault = faults.find(
        (one) =>
          (one.operation === undefined || one.operation === operation) && (one.share === 1 || random() < one.share),
      );
      if (fault?.times !== undefined && --fault.times === 0) faults = faults.filter((one) => one !== fault);
      return fault && { ...fault };
    },
  };
}

type Settings = {
  faults: Faults;
  /** The name of the operation of a request; undefined for those that have no faults, such as the pages of the simulation itself. */
  operationOf: (request: FastifyRequest) => string | undefined;
  /** The reply to a fault in the provider's own form. */
  errorFor: (
    kind: 'error-500' | 'rate-limit',
    request: FastifyRequest,
  ) => { status: number; headers?: Record<string, string>; body: unknown };
};

const htmlPage =
  '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>';

/** The header by which a request that is made twice is known, so that it gets no fault of its own. */
const repeatedHeader = 'x-repeated-by-fault';

/** Lets a server make the faults that are ordered. Bodies must be read as they are in `request.body` before `preHandler`. */
export function makeFaults(app: FastifyInstance, { faults, operationOf, errorFor }: Settings): void {
  const taken = new WeakMap<FastifyRequest, Fault>();

  const refuse = (request: FastifyRequest, reply: FastifyReply, kind: 'error-500' | 'rate-limit') => {
    const { status, headers = {}, body } = errorFor(kind, request);
    return reply.code(status).headers(headers).send(body);
  };

  app.addHook('preHandler', async (request, reply) => {
    const operation = request.headers[repeatedHeader] ? undefined : operationOf(request);
    const fault = operation === undefined ? undefined : faults.take(operation);
    if (!fault) return;
    switch (fault.kind) {
      case 'drop-before':
        drop(request, reply);
        return reply;
      case 'error-500':
      case 'rate-limit':
        return refuse(request, reply, fault.kind);
      case 'html-503':
        return reply.code(503).type('text/html').send(htmlPage);
      case 'slow':
        await pause(fault.delay_ms);
        return;
      case 'twice':
        await repeat(app, request);
        return;
      default:
        taken.set(request, fault);
    }
  });

  // Without `done`, nothing is sent after the connection was ended.
  app.addHook('onSend', (request, reply, payload, done) => {
    const fault = taken.get(request);
    if (fault?.kind === 'drop-after') return drop(request, reply);
    if (fault?.kind !== 'error-500-after') return done(null, payload);
    taken.delete(request);
    const { status, body } = errorFor('error-500', request);
    reply.code(status).removeHeader('content-length');
    done(null, JSON.stringify(body));
  });
}

/** Ends the connection of a request without a reply. */
function drop(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.destroy();
  reply.raw.destroy();
}

async function repeat(app: FastifyInstance, request: FastifyRequest): Promise<void> {
  await app.inject({
    method: request.method as 'POST',
    url: request.url,
    headers: { ...request.headers, [repeatedHeader]: '1' },
    ...(request.body === undefined || request.body === null ? {} : { payload: request.body as object | string }),
  });
}
