import type { WebSocket } from '@fastify/websocket';

type Socket = Pick<WebSocket, 'terminate' | 'on'>;

/** How often it is asked whose a socket is, in ms. */
const askEveryMs = 5000;

/**
 * Ends sockets whose worker is no longer known, such as after the end of their session: each packet is of somebody known, but a page that
 * sends none would go on to hear what others say.
 */
export function openKnownSockets(report: (error: unknown) => void, everyMs = askEveryMs) {
  const asked = new Map<Socket, () => Promise<boolean>>();
  const timer = setInterval(() => {
    for (const [socket, isStillKnown] of asked) isStillKnown().then((isKnown) => isKnown || socket.terminate(), report);
  }, everyMs).unref();
  return {
    /** Asks about a socket until it closes. */
    watch(socket: Socket, isStillKnown: () => Promise<boolean>): void {
      asked.set(socket, isStillKnown);
      socket.on('close', () => asked.delete(socket));
    },
    close: () => clearInterval(timer),
  };
}
