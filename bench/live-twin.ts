import { createServer } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { openTwinLog } from './twin-log.ts';

/**
 * The bare server of conversations of two: sockets, and the same fenced appends in group commits, with no actors, no rules, no code of
 * tasks and no projections. Agents are called `CONVERSATION/SEAT`, and may all talk at once.
 */
const [folder = ''] = process.argv.slice(2);
const { store, stamp, natsPid, close } = await openTwinLog(folder);
const sockets = new Map<string, WebSocket>();
const numbers = new Map<string, number>();
const server = createServer().listen(0, '127.0.0.1');

type Packet = { packet_type: string; subject_id: string; data: Record<string, unknown> };

new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (text) => {
    const packet = JSON.parse(String(text)) as Packet;
    sockets.set(packet.subject_id, socket);
    if (packet.packet_type === 'mephisto_bound_live_update') void say(packet);
    else send(packet.subject_id, 'update_status', { status: 'in task' });
  });
});

function send(agentId: string, packet_type: string, data: object): void {
  const now = Date.now() / 1000;
  const packet = { packet_type, subject_id: agentId, client_timestamp: null, server_timestamp: now, data };
  sockets.get(agentId)?.send(JSON.stringify(packet));
}

async function say({ subject_id: agentId, data }: Packet): Promise<void> {
  const [conversation = '', seat] = agentId.split('/');
  const { update_id: messageId, text, task_data } = data;
  const number = (numbers.get(conversation) ?? 0) + 1;
  numbers.set(conversation, number);
  const said = { assignmentId: conversation, number, by: 'member', agentId, message: { text, task_data }, messageId };
  await store(stamp('conversation.said', said));
  const update = { update_id: `c-${number}`, id: seat, text, task_data, timestamp: Date.now() / 1000 };
  send(`${conversation}/${seat === '0' ? 1 : 0}`, 'client_bound_live_update', { ...update, is_private: false });
  const receipt = { update_id: `got-${messageId}`, acknowledges: messageId, task_data: {} };
  send(agentId, 'client_bound_live_update', receipt);
}

server.on('listening', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0, natsPid });
});
process.once('disconnect', () => process.exit());
process.on('message', async () => {
  await close();
  process.exit(0);
});
