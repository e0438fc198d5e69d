import { openOutbox } from './outbox.ts';
import { backOffMs } from './retry.ts';

/** How a page is connected with the server at present. */
export type Connection = 'connecting' | 'connected' | 'reconnecting' | 'closed';

/** What the server sends to a page for its agent, such as the reply to a call; the id tells a repetition. */
export type LiveUpdate = { update_id?: string } & Record<string, unknown>;

type Packet = {
  packet_type?: string;
  data?: (LiveUpdate & { status?: string; last_mephisto_ping?: number; gives_receipts?: boolean }) | null;
};

/** The part of a WebSocket that is needed. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
};

/** Everything that a live socket needs from outside; `after` (ms) returns a function that calls it off. */
export type LiveWorld = {
  open(): Socket;
  nowMs(): number;
  after(ms: number, then: () => void): () => void;
  luck(): number;
  newId(): string;
};

export type LiveListener = {
  /** The page is connected, for the first time or again: what the server may not have got is sent again now. */
  onConnected?(): void;
  onUpdate?(update: LiveUpdate): void;
  onStatus?(status: string): void;
  onConnection?(connection: Connection): void;
};

/** A connection of a page for one agent, which is made again when it is lost. */
export type LiveSocket = {
  /** Sends an update now, if the page is connected. */
  send(data: Record<string, unknown>): void;
  /**
   * Sends an update with an `update_id` when the page is connected, and again over the next connection as long as the server may not
   * have it; the server drops what it has. Resolves with what was sent, when it is sent for the first time.
   */
  post(data: Record<string, unknown>): Promise<LiveUpdate>;
  connection(): Connection;
  /** Adds a listener; returns a function that takes it away. */
  listen(listener: LiveListener): () => void;
  close(): void;
};

/** The times of a live socket. */
export type LiveTimes = {
  /** How long after a heartbeat the next one is sent. */
  heartbeatMs: number;
  /** How many heartbeats in a row without any packet from the server make a connection a lost one. */
  unansweredHeartbeats: number;
};

const defaultTimes: LiveTimes = { heartbeatMs: 6000, unansweredHeartbeats: 3 };
/** How long a connection may take to open. */
const openingMs = 20_000;
const maxKnownUpdates = 10_000;
const socketOpen = 1;
const update = 'mephisto_bound_live_update';

type Live = {
  agentId: string;
  world: LiveWorld;
  times: LiveTimes;
  listeners: Set<LiveListener>;
  known: Set<string>;
  connection: Connection;
  attempts: number;
  /** Heartbeats since the last packet from the server: clocks jump, and sleep with the machine. */
  unanswered: number;
  outbox: ReturnType<typeof openOutbox<LiveUpdate>>;
  socket?: Socket;
  callOff: () => void;
};

/** Opens the connection for an agent; updates of the `known` ids, such as those that the page was loaded with, are not told again. */
export function openLiveSocket(
  agentId: string,
  world: LiveWorld,
  times: Partial<LiveTimes> = {},
  known: Iterable<string> = [],
): LiveSocket {
  const live: Live = {
    ...{ agentId, world, times: { ...defaultTimes, ...times }, listeners: new Set(), known: new Set(known) },
    ...{ connection: 'connecting', attempts: 0, unanswered: 0, callOff: () => {} },
    outbox: openOutbox<LiveUpdate>(
      (data) => live.connection === 'connected' && sendPacket(live, update, data),
      world.nowMs,
    ),
  };
  connect(live);
  return {
    send: (data) => void sendPacket(live, update, data),
    post: (data) => live.outbox.post({ update_id: world.newId(), ...data }),
    connection: () => live.connection,
    listen(listener) {
      live.listeners.add(listener);
      return () => void live.listeners.delete(listener);
    },
    close() {
      change(live, 'closed');
      drop(live);
    },
  };
}

function change(live: Live, connection: Connection): void {
  if (live.connection === connection || live.connection === 'closed') return;
  live.connection = connection;
  for (const { onConnection } of live.listeners) onConnection?.(connection);
}

function connect(live: Live): void {
  const { world } = live;
  const socket = world.open();
  live.socket = socket;
  live.unanswered = 0;
  socket.onopen = () => {
    sendPacket(live, 'alive', { last_update: lastPlaceIn(live.known) });
    change(live, 'connected');
    for (const { onConnected } of live.listeners) onConnected?.();
    live.outbox.sendAgain();
    beat(live);
  };
  socket.onmessage = ({ data }) => {
    // A server that takes connections and ends them at once is not asked again and again.
    live.attempts = 0;
    live.unanswered = 0;
    receive(live, JSON.parse(data as string) as Packet);
  };
  socket.onclose = () => connectAgain(live);
  live.callOff = world.after(openingMs, () => connectAgain(live));
}

function connectAgain(live: Live): void {
  if (live.connection === 'closed') return;
  drop(live);
  change(live, 'reconnecting');
  live.attempts++;
  live.callOff = live.world.after(backOffMs(live.attempts, live.world.luck()), () => connect(live));
}

/** Leaves the present socket, whose events count no more. */
function drop({ socket, callOff }: Live): void {
  callOff();
  if (!socket) return;
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.close();
}

/** Sends a heartbeat at each turn, as long as the server answers. */
function beat(live: Live): void {
  live.callOff();
  const { heartbeatMs, unansweredHeartbeats } = live.times;
  if (live.unanswered >= unansweredHeartbeats) {
    connectAgain(live);
    return;
  }
  live.unanswered++;
  sendPacket(live, 'heartbeat');
  live.callOff = live.world.after(heartbeatMs, () => beat(live));
}

/** False if there is no connection. */
function sendPacket({ socket, agentId, world }: Live, packet_type: string, data?: Record<string, unknown>): boolean {
  if (socket?.readyState !== socketOpen) return false;
  const packet = { packet_type, subject_id: agentId, client_timestamp: world.nowMs() / 1000, ...(data && { data }) };
  socket.send(JSON.stringify(packet));
  return true;
}

/** The id of the last update with a place in a conversation: the server has the rest, whatever another page of the agent got. */
function lastPlaceIn(known: ReadonlySet<string>): string | undefined {
  let last = 0;
  for (const id of known) last = Math.max(last, Number(/^c-(\d+)$/.exec(id)?.[1] ?? 0));
  return last === 0 ? undefined : `c-${last}`;
}

/** The ids of updates of this page of which an update of the server says what has become of them. */
export function settledBy({ acknowledges, refused, message_id }: LiveUpdate): string[] {
  const { update_id } = (refused ?? {}) as { update_id?: unknown };
  return [acknowledges, update_id, message_id].filter((id) => typeof id === 'string');
}

function receive(live: Live, { packet_type, data }: Packet): void {
  const { listeners, known } = live;
  // A server that gives receipts answers heartbeats before it has on disk what came before them.
  if (packet_type === 'heartbeat' && typeof data?.last_mephisto_ping === 'number' && !data.gives_receipts)
    // It has the time of its heartbeat: what was sent before that has arrived before it.
    live.outbox.forgetBefore(Math.round(data.last_mephisto_ping));
  if (packet_type === 'update_status' || packet_type === 'heartbeat') {
    const status = data?.status;
    if (typeof status === 'string') for (const { onStatus } of listeners) onStatus?.(status);
  }
  if (packet_type !== 'client_bound_live_update' || !data) return;
  live.outbox.forget(settledBy(data));
  const { update_id: id } = data;
  if (id !== undefined) {
    if (known.has(id)) return;
    known.add(id);
    if (known.size > maxKnownUpdates)
      for (const oldest of [...known].slice(0, maxKnownUpdates / 2)) known.delete(oldest);
  }
  for (const { onUpdate } of listeners) onUpdate?.(data);
}

/** A new id; `crypto.randomUUID` is there only over HTTPS and on localhost. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The world of a live socket in a browser. */
export const browserWorld: LiveWorld = {
  open() {
    const { protocol, host } = window.location;
    return new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/`);
  },
  nowMs: () => Date.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  luck: Math.random,
  newId: () => newId(),
};
