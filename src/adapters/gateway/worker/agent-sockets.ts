import type { WebSocket } from '@fastify/websocket';
import type { AgentId } from '../../../events/ids.ts';

/** The open sockets of pages, by the agents that they work as. */
export type AgentSockets = {
  /** Adds a socket of an agent, and cuts off its first one where there are too many; returns a function that takes it away. */
  add(agentId: AgentId, socket: Pick<WebSocket, 'send' | 'terminate' | 'bufferedAmount' | 'readyState'>): () => void;
  /** Whether an agent has an open page. */
  has(agentId: AgentId): boolean;
  /** Sends a packet to every open page of an agent; pages drop an update that they have had. */
  send(agentId: AgentId, packet: unknown): void;
};

type Socket = Parameters<AgentSockets['add']>[1];

/** What may wait to be sent to one page. A page that takes in less is cut off; it comes back, and asks for what it missed. */
const maxBufferedBytes = 4 * 1024 * 1024;

/** How many pages of one agent get what is sent to it; nobody works on one unit in so many tabs. */
const maxPages = 16;

const open = 1;

/** Sends a packet, unless the page has left or takes in nothing. */
export function sendPacket(socket: Socket, packet: unknown): void {
  if (socket.readyState !== open) return;
  if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
  else socket.send(JSON.stringify(packet));
}

/** Sends a packet and resolves when it is on its way, so that many can be sent to a slow page; false if it has left. */
export const sendInTurn = (socket: Socket, packet: unknown): Promise<boolean> =>
  new Promise((resolve) => {
    if (socket.readyState !== open) resolve(false);
    else socket.send(JSON.stringify(packet), (error?: Error) => resolve(!error));
  });

/** Opens the registry. */
export function openAgentSockets(): AgentSockets {
  const sockets = new Map<AgentId, Set<Socket>>();
  return {
    add(agentId, socket) {
      const here = sockets.get(agentId) ?? new Set();
      sockets.set(agentId, here.add(socket));
      const [first] = here;
      if (here.size > maxPages && first) {
        here.delete(first);
        first.terminate();
      }
      return () => {
        here.delete(socket);
        if (here.size === 0 && sockets.get(agentId) === here) sockets.delete(agentId);
      };
    },
    has: (agentId) => sockets.has(agentId),
    send(agentId, packet) {
      for (const socket of sockets.get(agentId) ?? []) sendPacket(socket, packet);
    },
  };
}
