import type { Room } from './room.ts';

/** A service that speaks OpenAI's protocol for chats, as many do, also on one's own machine. */
export type ModelEndpoint = {
  /** Such as `https://api.openai.com/v1` or `http://localhost:11434/v1`. */
  baseUrl: string;
  model: string;
  /** Sent with each request; it is in no record. */
  apiKey?: string;
  /** How long one request may take; 60 by default. */
  timeoutSeconds?: number;
  /** How many times a request is sent at most; 4 by default. */
  attempts?: number;
  /** What a million tokens cost, from which the cost of each request is computed. */
  pricePerMillion?: { prompt: number; completion: number };
};

/** A message of a chat, as the protocol has it. */
export type ModelMessage = { role: 'system' | 'user' | 'assistant'; content: string };

/** Why a model gave no reply. */
export type ModelFailure = 'not-let-in' | 'not-taken' | 'busy' | 'broken' | 'late' | 'unreachable' | 'malformed';

/** One request to a model, as it is recorded. */
export type ModelCall = {
  /** The address without what signs in. */
  endpoint: string;
  request: { model: string; messages: ModelMessage[] } & Record<string, unknown>;
  /** The HTTP status; null without a response. */
  status: number | null;
  /** The whole response, as JSON or as text. */
  response: unknown;
  reply: string | null;
  /** The model that answered, as it calls itself. */
  model: string | null;
  usage: { prompt_tokens: number; completion_tokens: number } | null;
  /** In the currency of the prices; null without prices or without usage. */
  cost: number | null;
  seconds: number;
  failure: ModelFailure | null;
  /** For how long the service asks to be left alone. */
  retryAfterSeconds: number | null;
};

/** What a worker reads when a model gave no reply. */
export const modelFailureTexts: Readonly<Record<ModelFailure, string>> = {
  'not-let-in': 'The model does not let us in at the moment, so it cannot reply. Please tell the people of this study.',
  'not-taken': 'The model could not do anything with this message. Please say it in other words.',
  busy: 'The model has too much to do at the moment and gave no reply. Please try it again in a minute.',
  broken: 'The model has a fault at the moment and gave no reply. Please try it again in a minute.',
  late: 'The model took too long and gave no reply. Please try it again.',
  unreachable: 'The model cannot be reached at the moment. Please try it again in a minute.',
  malformed: 'The model gave a reply that cannot be read. Please try it again.',
};

const passing = new Set<ModelFailure | null>(['busy', 'broken', 'late', 'unreachable', 'malformed']);
const firstPauseSeconds = 1;
const longestPauseSeconds = 30;
/** What is recorded of a response; longer ones are no reply to a chat. */
const longestResponse = 200_000;

/**
 * Asks a model for the next message of a chat. Each request is a step of the conversation, and so recorded with its response. One that failed in passing is
 * sent again, after a pause that doubles, and everybody is told so once. Gives the last call; its `reply` is null if none came.
 */
export async function askModel(
  room: Pick<Room, 'run' | 'say' | 'sleep'>,
  endpoint: ModelEndpoint,
  messages: ModelMessage[],
  parameters: Record<string, unknown> = {},
): Promise<ModelCall> {
  const { attempts = 4 } = endpoint;
  for (let attempt = 1; ; attempt++) {
    const call = await room.run('model', (signal) => callModel(endpoint, { ...parameters, messages }, signal));
    if (!passing.has(call.failure) || attempt >= attempts) return call;
    if (attempt === 1) await room.say('The model has not replied yet. It is asked again.');
    const pause = call.retryAfterSeconds ?? firstPauseSeconds * 2 ** (attempt - 1);
    await room.sleep(Math.min(pause, longestPauseSeconds));
  }
}

type Asked = { messages: ModelMessage[] } & Record<string, unknown>;
type Received = Pick<ModelCall, 'status' | 'response' | 'retryAfterSeconds'> & { failure?: ModelFailure };

/** Sends one request to a model. What goes wrong is in the result; it only throws when the signal is aborted. */
export async function callModel(endpoint: ModelEndpoint, asked: Asked, signal?: AbortSignal): Promise<ModelCall> {
  const request = { ...asked, model: endpoint.model };
  const began = Date.now();
  const received = await receive(endpoint, request, signal);
  const { reply, model, usage } = readResponse(received.response);
  const failure = received.failure ?? failureOf(received.status, reply);
  const call: ModelCall = {
    ...{ endpoint: addressOf(endpoint), request, status: received.status, response: received.response },
    ...{ reply: failure ? null : reply, model, usage, cost: costOf(usage, endpoint.pricePerMillion) },
    ...{ seconds: (Date.now() - began) / 1000, failure, retryAfterSeconds: received.retryAfterSeconds },
  };
  return withoutKey(call, endpoint.apiKey);
}

async function receive(endpoint: ModelEndpoint, request: object, signal?: AbortSignal): Promise<Received> {
  const { baseUrl, apiKey, timeoutSeconds = 60 } = endpoint;
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const url = new URL(baseUrl);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify(request),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = (await response.text()).slice(0, longestResponse);
    const { status, headers } = response;
    return { status, response: parsed(text), retryAfterSeconds: secondsIn(headers.get('retry-after')) };
  } catch (error) {
    if (signal?.aborted) throw error;
    const failure = timeout.aborted ? 'late' : 'unreachable';
    // The message may have the whole address in it.
    const code = (mapOf(error).cause as { code?: string } | undefined)?.code ?? null;
    return { status: null, response: code, failure, retryAfterSeconds: null };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The seconds of a header `retry-after`; dates are not read. */
const secondsIn = (header: string | null): number | null => (header && /^\d+$/.test(header) ? Number(header) : null);

function failureOf(status: number | null, reply: string | null): ModelFailure | null {
  if (status === 401 || status === 403) return 'not-let-in';
  if (status === 429) return 'busy';
  if (status === null || status >= 500 || status === 408) return 'broken';
  if (status >= 300) return 'not-taken';
  return reply === null ? 'malformed' : null;
}

type Values = Record<string, unknown>;
const mapOf = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});
const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

/** What is in a response, whatever that is. */
function readResponse(response: unknown): Pick<ModelCall, 'reply' | 'model' | 'usage'> {
  const { choices, model, usage } = mapOf(response);
  const first = mapOf(Array.isArray(choices) ? choices[0] : undefined);
  const { prompt_tokens, completion_tokens } = mapOf(usage);
  const isCounted = typeof prompt_tokens === 'number' && typeof completion_tokens === 'number';
  return {
    reply: textOf(mapOf(first.message).content),
    model: textOf(model),
    usage: isCounted ? { prompt_tokens, completion_tokens } : null,
  };
}

function costOf(usage: ModelCall['usage'], price: ModelEndpoint['pricePerMillion']): number | null {
  if (!usage || !price) return null;
  const millionths = usage.prompt_tokens * price.prompt + usage.completion_tokens * price.completion;
  return Number((millionths / 1e6).toFixed(8));
}

/** The address without what signs in. */
function addressOf({ baseUrl }: ModelEndpoint): string {
  if (!URL.canParse(baseUrl)) return '(no address)';
  const { origin, pathname } = new URL(baseUrl);
  return origin + pathname.replace(/\/+$/, '');
}

/** Services repeat the key in what they say of it. */
function withoutKey(call: ModelCall, key: string | undefined): ModelCall {
  if (!key) return call;
  const inJson = JSON.stringify(key).slice(1, -1);
  return JSON.parse(JSON.stringify(call).replaceAll(inJson, '(not shown)')) as ModelCall;
}
