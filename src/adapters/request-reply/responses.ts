import type {
  Chunk,
  Emit,
  ParamsOf,
  Post,
  ProgressOf,
  Protocol,
  ReplyMessage,
  ReplyOf,
  RequestMessage,
  VerbOf,
} from './messages.ts';

/** What a handler can do besides returning its reply. */
export type Context<Progress> = {
  progress(value: Progress): void;
  /** Sends a chunk of a streamed reply and moves its buffer; resolves when the next may be sent. */
  send(chunk: Chunk): Promise<void>;
  /** Moves these buffers with the reply instead of copying them. */
  transfer(...buffers: ArrayBuffer[]): void;
};

/** A handler for each verb. In a request without a reply, an error ends the process or thread. */
export type Handlers<P extends Protocol> = {
  [V in VerbOf<P>]: (
    params: ParamsOf<P, V>,
    context: Context<ProgressOf<P, V>>,
  ) => ReplyOf<P, V> | Promise<ReplyOf<P, V>>;
};

type Options = {
  post: Post<ReplyMessage>;
  /** Turns an error into a value that can be posted. */
  toReason: (error: unknown) => unknown;
};

/** The number of chunks of a reply that are not consumed yet. */
type Flow = { untaken: number; wake?: () => void };

type AnyHandler = (params: unknown, context: Context<unknown>) => unknown;
type State = Options & { flows: Map<number, Flow> };

/** How many chunks may be sent ahead of the consumer. */
const maxUntakenChunks = 8;

/** Opens the replying side of a channel: pass messages to `receive`. */
export function openResponses<P extends Protocol>(options: Options) {
  const state: State = { ...options, flows: new Map() };
  const emit: Emit<P> = (event, value) => options.post({ event, value }, []);

  return {
    emit,
    receive(message: RequestMessage, handlers: Handlers<P>, close: () => void): void {
      const known = handlers as Record<string, AnyHandler>;
      if ('close' in message) close();
      else if ('taken' in message) onTaken(state, message.taken);
      else if ('notify' in message) known[message.notify]?.(message.params, contextOf(state, 0, []));
      else void respond(state, message.request, (context) => known[message.verb]?.(message.params, context));
    },
  };
}

async function respond(state: State, id: number, handle: (context: Context<unknown>) => unknown): Promise<void> {
  const { post, toReason, flows } = state;
  const transferred: ArrayBuffer[] = [];
  try {
    const value = await handle(contextOf(state, id, transferred));
    post({ reply: id, value }, transferred);
  } catch (error) {
    post({ failure: id, reason: toReason(error) }, []);
  } finally {
    flows.delete(id);
  }
}

function contextOf({ post, flows }: State, id: number, transferred: ArrayBuffer[]): Context<unknown> {
  return {
    progress: (value) => post({ progress: id, value }, []),
    async send(bytes) {
      const flow = flows.get(id) ?? { untaken: 0 };
      flows.set(id, flow);
      post({ chunk: id, bytes }, [bytes.buffer]);
      if (++flow.untaken < maxUntakenChunks) return;
      await new Promise<void>((resolve) => {
        flow.wake = resolve;
      });
    },
    transfer: (...buffers) => void transferred.push(...buffers),
  };
}

function onTaken({ flows }: State, id: number): void {
  const flow = flows.get(id);
  if (!flow) return;
  flow.untaken--;
  flow.wake?.();
}
