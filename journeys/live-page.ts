import { WebSocket } from 'ws';

type Packet = { packet_type: string; subject_id?: string; data: Record<string, unknown> };

/** The live socket of a page, without a browser. */
export type LivePage = {
  socket: WebSocket;
  /** Every packet that came, in order. */
  packets: Packet[];
  send(packet_type: string, data?: unknown): void;
  /** Calls a procedure; resolves to the data of the packet with its reply. */
  call(target: string, args: unknown, request_id?: string): Promise<Record<string, unknown>>;
  /** Resolves with the code when the server has closed it. */
  closed: Promise<number>;
};

/** Opens the live socket of an agent of a run, and says that it is alive. */
export async function openLivePage(
  port: number,
  run: string,
  agent: string,
  headers: Record<string, string> = {},
): Promise<LivePage> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host: `${run}.localhost`, ...headers } });
  const packets: Packet[] = [];
  const waiting = new Map<string, ((data: Record<string, unknown>) => void)[]>();
  socket.on('message', (text) => {
    const packet = JSON.parse(String(text)) as Packet;
    packets.push(packet);
    for (const resolve of waiting.get(String(packet.data?.handles)) ?? []) resolve(packet.data);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', () => undefined);
  const send = (packet_type: string, data?: unknown) =>
    socket.send(JSON.stringify({ packet_type, subject_id: agent, client_timestamp: Date.now() / 1000, data }));
  send('alive', { update_id: crypto.randomUUID() });
  return {
    ...{ socket, packets, send, closed },
    call: (target, args, request_id = crypto.randomUUID()) =>
      new Promise((resolve) => {
        waiting.set(request_id, [...(waiting.get(request_id) ?? []), resolve]);
        const data = { request_id, target, args: JSON.stringify(args), update_id: request_id };
        send('mephisto_bound_live_update', data);
      }),
  };
}
