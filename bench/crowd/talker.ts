import { WebSocket } from 'ws';

/** What a page hears from its partner: the text and its data, once for each. */
export type Heard = { text: string; data: Record<string, unknown> };

type Settings = {
  port: number;
  host: string;
  agentId: string;
  onHeard: (heard: Heard) => void;
  /** Called with everything else that the page is told of its conversation. */
  onTold?: (data: Record<string, unknown>) => void;
  onStatus?: (status: string) => void;
  /** Called when something that was said is known to be recorded. */
  onReceipt?: (id: string) => void;
};

/** A simulated page in a conversation, which connects again when it is cut off, and says again what it has no receipt for. */
export type Talker = {
  say(id: string, heard: Heard): void;
  /** Resolves when the server has told the status over the present connection, or the next one. */
  ready(): Promise<void>;
  /** Loses the connection, as with a network that goes away. */
  cut(): void;
  /** How much was said without a receipt so far. */
  readonly unconfirmed: number;
  close(): void;
};

type Packet = { packet_type: string; data?: Record<string, unknown> };
type State = Settings & {
  socket?: WebSocket;
  attempts: number;
  isClosed: boolean;
  isReady: boolean;
  waiting: (() => void)[];
  /** What has no receipt, in the order in which it was said. */
  outbox: Map<string, Heard>;
  known: Set<string>;
};

const heartbeatMs = 6000;
/** Refusals that are over after a while. */
const forNow: ReadonlySet<unknown> = new Set(['log/unavailable', 'log/busy', 'log/full']);
const retryMs = 1000;

/** As the pages of Manyhands wait: half a second, doubling up to 15 seconds, moved by a third. */
const backOffMs = (attempts: number) => Math.min(15_000, 500 * 2 ** (attempts - 1)) * (2 / 3 + (2 / 3) * Math.random());

/** Opens the page of an agent. */
export function openTalker(settings: Settings): Talker {
  const state: State = {
    ...settings,
    ...{ attempts: 0, isClosed: false, isReady: false, waiting: [], outbox: new Map(), known: new Set() },
  };
  connect(state);
  return {
    say(id, heard) {
      state.outbox.set(id, heard);
      if (state.isReady) post(state, id, heard);
    },
    ready: () => (state.isReady ? Promise.resolve() : new Promise((resolve) => void state.waiting.push(resolve))),
    cut: () => lose(state),
    get unconfirmed() {
      return state.outbox.size;
    },
    close() {
      state.isClosed = true;
      state.socket?.terminate();
    },
  };
}

function lose(state: State): void {
  state.isReady = false;
  state.socket?.terminate();
}

function send({ socket, agentId }: State, packet_type: string, data?: unknown): void {
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify({ packet_type, subject_id: agentId, client_timestamp: Date.now() / 1000, data }));
}

const post = (state: State, id: string, { text, data }: Heard) =>
  send(state, 'mephisto_bound_live_update', { update_id: id, text, task_data: data });

function connect(state: State): void {
  const socket = new WebSocket(`ws://127.0.0.1:${state.port}/`, {
    headers: { host: state.host },
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  state.socket = socket;
  const beat = setInterval(() => send(state, 'heartbeat'), heartbeatMs);
  socket.on('open', () => send(state, 'alive', {}));
  socket.on('message', (text) => take(state, JSON.parse(String(text)) as Packet));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(beat);
    state.isReady = false;
    state.attempts++;
    if (!state.isClosed) setTimeout(() => !state.isClosed && connect(state), backOffMs(state.attempts));
  });
}

/** The server knows the page again: what it may not have is said again, in order. */
function becomeReady(state: State): void {
  state.isReady = true;
  state.attempts = 0;
  for (const [id, heard] of state.outbox) post(state, id, heard);
  for (const resolve of state.waiting.splice(0)) resolve();
}

function take(state: State, { packet_type, data = {} }: Packet): void {
  if (packet_type === 'update_status') {
    state.onStatus?.(String(data.status));
    if (!state.isReady) becomeReady(state);
  }
  if (packet_type !== 'client_bound_live_update') return;
  const { update_id, acknowledges, refused, text, task_data } = data;
  if (typeof acknowledges === 'string') {
    if (state.outbox.delete(acknowledges)) state.onReceipt?.(acknowledges);
    return;
  }
  if (refused) {
    takeRefusal(state, refused as { code: string; update_id: string });
    return;
  }
  if (typeof update_id === 'string') {
    if (state.known.has(update_id)) return;
    state.known.add(update_id);
  }
  if (typeof text === 'string' && data.id !== 'System') state.onHeard({ text, data: task_data as Heard['data'] });
  else state.onTold?.(data);
}

/** What is refused for now is said again after a moment, and all after it in their order. */
function takeRefusal(state: State, { code, update_id: id }: { code: string; update_id: string }): void {
  if (!forNow.has(code)) {
    state.outbox.delete(id);
    state.onTold?.({ refused: code });
    return;
  }
  setTimeout(() => lose(state), retryMs * Math.random());
}
