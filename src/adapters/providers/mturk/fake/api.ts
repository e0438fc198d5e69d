import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf, MturkError, throttled } from './errors.ts';
import { operations } from './operations.ts';
import { requireSignature } from './signature.ts';
import type { Mturk } from './state.ts';
import { checkInput } from './validation.ts';

/** The media type of AWS JSON. */
export const mediaType = 'application/x-amz-json-1.1';
const target = 'MTurkRequesterServiceV20170117';

type Keys = { accessKeyId: string; secretAccessKey: string };

/** The operation that a request names; undefined if it is not of the API. */
export function operationOf({ method, headers }: FastifyRequest): string | undefined {
  const [service, name] = String(headers['x-amz-target'] ?? '').split('.');
  return method === 'POST' && service === target ? name : undefined;
}

/** Answers the requests of requesters: all of them are POSTs to `/`. */
export function serveApi(
  app: FastifyInstance,
  mturk: Mturk,
  keys: Keys,
  maxRequestsPerSecond: number | undefined,
): void {
  const requireRate = limiter(mturk, maxRequestsPerSecond);
  app.post('/', async (request, reply) => {
    reply.header('x-amzn-requestid', mturk.newUuid()).type(mediaType);
    try {
      const { method, url, headers } = request;
      const body = typeof request.body === 'string' ? request.body : '';
      requireSignature({ method, url, headers, body }, keys, Date.now());
      requireRate();
      return reply.send(JSON.stringify(perform(mturk, operationOf(request) ?? '', body)));
    } catch (error) {
      return refuse(mturk, reply, error);
    }
  });
}

function perform(mturk: Mturk, name: string, body: string): unknown {
  const operation = operations.get(name);
  if (!operation) throw new MturkError('UnknownOperationException', '');
  const input = checkInput(operation.input, readJson(body));
  const output = withoutGaps(operation.perform(mturk, input));
  const checked = operation.output.safeParse(output);
  if (!checked.success) throw new Error(`The reply of ${name} is not of its shape: ${checked.error.message}`);
  return output;
}

/** A member without a value is left out of a reply. */
const withoutGaps = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function readJson(body: string): unknown {
  try {
    // A member that is null counts as left out.
    return JSON.parse(body, (_name, value) => (value === null ? undefined : value)) ?? {};
  } catch {
    throw new MturkError('SerializationException', 'The body is not JSON.');
  }
}

function refuse(mturk: Mturk, reply: FastifyReply, error: unknown): FastifyReply {
  const known = error instanceof MturkError ? error : new MturkError('InternalFailure', String(error), { status: 500 });
  return reply.code(known.status).send(JSON.stringify(bodyOf(known, mturk.clock.now())));
}

/** Refuses what is more than this many requests in a second of the clock. */
function limiter({ clock }: Mturk, max = Number.POSITIVE_INFINITY): () => void {
  let times: number[] = [];
  return () => {
    if (max === Number.POSITIVE_INFINITY) return;
    times = times.filter((ms) => ms > clock.now() - 1000);
    if (times.length >= max) throw throttled;
    times.push(clock.now());
  };
}
