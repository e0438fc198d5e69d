import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import { finished } from 'node:stream';

const withoutTimeout = new WeakSet<Socket>();

/** A sender that sends nothing for this long is ended. */
const maxSilenceMs = 180_000;

/**
 * Lets the body of this request come as slowly as it does, while something comes: an owner sends a large file, over whatever line
 * there is. What the same connection brings later is waited for no longer than anything else.
 */
export function takeYourTime(request: IncomingMessage, silenceMs = maxSilenceMs): void {
  const { socket } = request;
  const giveUp = () => void request.destroy();
  withoutTimeout.add(socket);
  socket.setTimeout(silenceMs, giveUp);
  finished(request, { writable: false }, () => {
    withoutTimeout.delete(socket);
    socket.off('timeout', giveUp).setTimeout(0);
  });
}

/** Makes a server, which ends requests that are not there whole in time, wait for those that may take their time. */
export function waitForSlowUploads(server: Server): void {
  const listeners = server.listeners('clientError') as ((error: NodeJS.ErrnoException, socket: Socket) => void)[];
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && withoutTimeout.has(socket)) return;
    for (const listener of listeners) listener.call(server, error, socket);
  });
}
