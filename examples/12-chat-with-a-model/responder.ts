import { askModel, type ModelCall, type ModelEndpoint, modelFailureTexts, type Room } from 'manyhands/task';
import { elizaReply } from './eliza.ts';

export type Topic = { topic: string; opening: string };
/** What one of the two said. */
export type Turn = { by: 'worker' | 'responder'; text: string };
/** A reply, or why there is none, in a sentence for the worker. */
type Reply = { text: string; why?: undefined } | { text: null; why: string };

/** Who replies in one conversation: ELIZA, or a model behind an endpoint. */
export type Responder = {
  name: string;
  reply(said: readonly Turn[]): Promise<Reply>;
  /** What its replies took in all. */
  totals(): Record<string, unknown>;
};

/** What `aux_parameters` of manyhands.endpoint.yaml has. */
type Endpoint = {
  base_url?: string;
  model: string;
  api_key: string;
  price_per_million?: ModelEndpoint['pricePerMillion'];
};

/** The responder that a config names: a model if it has an address, else ELIZA. */
export function responderFor(room: Room<Topic>, config: Record<string, unknown>): Responder {
  const { base_url, model, api_key, price_per_million } = (config.aux_parameters ?? {}) as Endpoint;
  if (!base_url) return eliza(room);
  return modelAt({ baseUrl: base_url, model, apiKey: api_key, pricePerMillion: price_per_million }, room);
}

const eliza = (room: Room<Topic>): Responder => ({
  name: 'eliza',
  async reply(said) {
    const heard = said.filter(({ by }) => by === 'worker').map(({ text }) => text);
    return { text: await room.run('eliza', () => elizaReply(heard)) };
  },
  totals: () => ({}),
});

const instruction = ({ topic }: Topic) =>
  `You talk with somebody about this: ${topic}. Say one or two short sentences, and ask one question at most. Give no advice unless you are asked for it.`;

function modelAt(endpoint: ModelEndpoint, room: Room<Topic>): Responder {
  const calls: ModelCall[] = [];
  const sum = (of: (call: ModelCall) => number | null | undefined) =>
    calls.reduce((all, call) => all + (of(call) ?? 0), 0);
  return {
    name: endpoint.model,
    async reply(said) {
      const chat = said.map(({ by, text }) => ({
        role: by === 'worker' ? ('user' as const) : ('assistant' as const),
        content: text,
      }));
      const messages = [{ role: 'system' as const, content: instruction(room.item) }, ...chat];
      const call = await askModel(room, endpoint, messages, { max_tokens: 200 });
      calls.push(call);
      return call.reply === null ? { text: null, why: modelFailureTexts[call.failure!] } : { text: call.reply };
    },
    totals: () => ({
      model: calls.findLast(({ model }) => model !== null)?.model ?? null,
      prompt_tokens: sum(({ usage }) => usage?.prompt_tokens),
      completion_tokens: sum(({ usage }) => usage?.completion_tokens),
      cost: endpoint.pricePerMillion ? Number(sum(({ cost }) => cost).toFixed(8)) : null,
      without_reply: calls.filter(({ reply }) => reply === null).length,
    }),
  };
}
