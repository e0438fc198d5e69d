/** One kind of request: its parameters, its reply, and the progress reported until then. */
export type Verb<Params, Reply, Progress = never> = { params: Params; reply: Reply; progress: Progress };

/** The requests that one side handles, and the events that it sends. */
export type Protocol = {
  verbs: Record<string, Verb<unknown, unknown, unknown>>;
  events: Record<string, unknown>;
};

export type VerbOf<P extends Protocol> = keyof P['verbs'] & string;
export type ParamsOf<P extends Protocol, V extends VerbOf<P>> = P['verbs'][V]['params'];
export type ReplyOf<P extends Protocol, V extends VerbOf<P>> = P['verbs'][V]['reply'];
export type ProgressOf<P extends Protocol, V extends VerbOf<P>> = P['verbs'][V]['progress'];

/** A part of a streamed reply; its buffer moves to the receiver. */
export type Chunk = Uint8Array<ArrayBuffer>;

/** Sends an event of this name. */
export type Emit<P extends Protocol> = <Name extends keyof P['events'] & string>(
  name: Name,
  value: P['events'][Name],
) => void;

/** A listener for each event. */
export type EventListeners<P extends Protocol> = { [Name in keyof P['events']]: (value: P['events'][Name]) => void };

/** From the requesting side. Replies, progress and chunks carry the id of their request. */
export type RequestMessage =
  | { request: number; verb: string; params: unknown }
  /** A request without a reply. */
  | { notify: string; params: unknown }
  /** One chunk of the reply to this request has been consumed. */
  | { taken: number }
  | { close: true };

/** From the replying side. */
export type ReplyMessage =
  | { reply: number; value: unknown }
  | { failure: number; reason: unknown }
  | { progress: number; value: unknown }
  | { chunk: number; bytes: Chunk }
  | { event: string; value: unknown };

/** Posts a message; the buffers move to the receiver instead of being copied. */
export type Post<Message> = (message: Message, transferred: ArrayBuffer[]) => void;
