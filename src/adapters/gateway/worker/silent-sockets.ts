import type { WebSocket } from '@fastify/websocket';

type Socket = Pick<WebSocket, 'ping' | 'terminate' | 'on'>;

/** How often each socket is pinged, in ms, and how many times in a row a page may say nothing before its connection counts as broken. */
const [pingEveryMs, mostMissed] = [10_000, 2];

/**
 * Pings sockets, and ends those from which nothing comes any more: a machine that has lost its network or sleeps closes no connection, and its
 * worker would count as present. Browsers answer pings by themselves.
 */
export function openSilentSockets(everyMs = pingEveryMs) {
  const missed = new Map<Socket, number>();
  const timer = setInterval(() => {
    for (const [socket, times] of missed) {
      if (times >= mostMissed) {
        socket.terminate();
        continue;
      }
      missed.set(socket, times + 1);
      socket.ping();
    }
  }, everyMs).unref();
  return {
    /** Watches a socket until it closes. */
    watch(socket: Socket): void {
      missed.set(socket, 0);
      const heard = () => {
        if (missed.has(socket)) missed.set(socket, 0);
      };
      socket.on('pong', heard);
      socket.on('message', heard);
      socket.on('close', () => missed.delete(socket));
    },
    close: () => clearInterval(timer),
  };
}
