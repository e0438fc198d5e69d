/** One verb that the other side can be asked: its parameters, its reply and the progress that it reports on the way. */
export type Verb<Params, Reply, Progress = never> = { params: Params; reply: Reply; progress: Progress };

/** What one side can be asked, and the events that it sends by itself. */
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

/** What to do on each event. */
export type EventListeners<P extends Protocol> = { [Name in keyof P['events']]: (value: P['events'][Name]) => void };

/** From the side that asks. A request has an id, which is in everything that comes back for it. */
export type RequestMessage =
  | { request: number; verb: string; params: unknown }
  /** A request without a reply. */
  | { notify: string; params: unknown }
  /** One chunk of the reply to this request has been consumed. */
  | { taken: number }
  | { close: true };

/** From the side that replies. */
export type ReplyMessage =
  | { reply: number; value: unknown }
  | { failure: number; reason: unknown }
  | { progress: number; value: unknown }
  | { chunk: number; bytes: Chunk }
  | { event: string; value: unknown };

/** Posts a message; the buffers move to the receiver instead of being copied. */
export type Post<Message> = (message: Message, transferred: ArrayBuffer[]) => void;
