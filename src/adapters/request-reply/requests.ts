import type {
  Chunk,
  EventListeners,
  ParamsOf,
  Post,
  ProgressOf,
  Protocol,
  ReplyMessage,
  ReplyOf,
  RequestMessage,
  VerbOf,
} from './messages.ts';

/** The requesting side. */
export type Requests<P extends Protocol> = {
  /** Sends a request and resolves with its reply. Rejects with the error of the other side, or with the reason given to `end`. */
  request<V extends VerbOf<P>>(
    verb: V,
    params: ParamsOf<P, V>,
    onProgress?: (progress: ProgressOf<P, V>) => void,
  ): Promise<ReplyOf<P, V>>;
  /** Sends a request, yields the chunks of its reply, then returns the reply. Unconsumed chunks slow the other side down. */
  stream<V extends VerbOf<P>>(
    verb: V,
    params: ParamsOf<P, V>,
    onProgress?: (progress: ProgressOf<P, V>) => void,
  ): AsyncGenerator<Chunk, ReplyOf<P, V>, undefined>;
  /** Sends a request without a reply. */
  notify<V extends VerbOf<P>>(verb: V, params: ParamsOf<P, V>): void;
  /** How many requests have no reply yet. */
  pending(): number;
};

type Pending = {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  onProgress?: (value: unknown) => void;
  onChunk?: (bytes: Chunk) => void;
};

type Options<P extends Protocol> = {
  post: Post<RequestMessage>;
  /** Turns the reason of a failure back into an error. */
  toError: (reason: unknown) => Error;
  onEvent: EventListeners<P>;
};

type Callbacks = Pick<Pending, 'onProgress' | 'onChunk'>;
type State = { post: Post<RequestMessage>; pending: Map<number, Pending>; lastId: number; ended?: Error };

/** Opens the requesting side of a channel: pass messages to `receive`, and the reason to `end` when the channel has closed. */
export function openRequests<P extends Protocol>({ post, toError, onEvent }: Options<P>) {
  const state: State = { post, pending: new Map(), lastId: 0 };
  const listeners = onEvent as Record<string, (value: unknown) => void>;

  const requests: Requests<P> = {
    request: (verb, params, onProgress) =>
      send(state, verb, params, { onProgress: onProgress as Pending['onProgress'] }).reply,
    stream: (verb, params, onProgress) => streamed(state, verb, params, onProgress as Pending['onProgress']),
    notify: (verb, params) => post({ notify: verb, params }, []),
    pending: () => state.pending.size,
  };

  return {
    ...requests,
    receive(message: ReplyMessage): void {
      const { pending } = state;
      if ('event' in message) listeners[message.event]?.(message.value);
      else if ('progress' in message) pending.get(message.progress)?.onProgress?.(message.value);
      else if ('chunk' in message) pending.get(message.chunk)?.onChunk?.(message.bytes);
      else if ('reply' in message) settled(state, message.reply)?.resolve(message.value);
      else if ('failure' in message) settled(state, message.failure)?.reject(toError(message.reason));
    },
    /** Rejects every request that is pending, and every later one. */
    end(reason: Error): void {
      state.ended ??= reason;
      const { ended, pending } = state;
      for (const { reject } of pending.values()) reject(ended);
      pending.clear();
    },
  };
}

function settled({ pending }: State, id: number): Pending | undefined {
  const found = pending.get(id);
  pending.delete(id);
  return found;
}

function send<Reply>(
  state: State,
  verb: string,
  params: unknown,
  callbacks: Callbacks,
): { id: number; reply: Promise<Reply> } {
  const id = ++state.lastId;
  const reply = new Promise<Reply>((resolve, reject) => {
    if (state.ended) return reject(state.ended);
    state.post({ request: id, verb, params }, []);
    state.pending.set(id, { resolve: resolve as Pending['resolve'], reject, ...callbacks });
  });
  return { id, reply };
}

async function* streamed<Reply>(
  state: State,
  verb: string,
  params: unknown,
  onProgress: Callbacks['onProgress'],
): AsyncGenerator<Chunk, Reply, undefined> {
  const chunks: Chunk[] = [];
  let isOver = false;
  let wake = () => {};
  const onChunk = (bytes: Chunk) => {
    chunks.push(bytes);
    wake();
  };
  const over = () => {
    isOver = true;
    wake();
  };
  const { id, reply } = send<Reply>(state, verb, params, { onProgress, onChunk });
  reply.then(over, over);
  for (;;) {
    const chunk = chunks.shift();
    if (chunk) {
      yield chunk;
      state.post({ taken: id }, []);
    } else if (isOver) {
      return reply;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
