import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import { finished } from 'node:stream';

const withoutTimeout = new WeakSet<Socket>();

/** A connection that sends nothing for this long is closed. */
const maxSilenceMs = 180_000;

/**
 * Exempts the body of this request from the time limit as long as bytes arrive: owners may upload large files over slow lines.
 * Later requests on the same connection have the usual limit.
 */
export function allowSlowUpload(request: IncomingMessage, silenceMs = maxSilenceMs): void {
  const { socket } = request;
  const giveUp = () => void request.destroy();
  withoutTimeout.add(socket);
  socket.setTimeout(silenceMs, giveUp);
  finished(request, { writable: false }, () => {
    withoutTimeout.delete(socket);
    socket.off('timeout', giveUp).setTimeout(0);
  });
}

/** Makes a server's request timeout spare the uploads of `allowSlowUpload`. */
export function waitForSlowUploads(server: Server): void {
  const listeners = server.listeners('clientError') as ((error: NodeJS.ErrnoException, socket: Socket) => void)[];
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && withoutTimeout.has(socket)) return;
    for (const listener of listeners) listener.call(server, error, socket);
  });
}
