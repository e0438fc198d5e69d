import type { Server, Socket } from 'node:net';

const patient = new WeakSet<Socket>();

/** Lets the request on this connection take as long as it takes: an owner sends a large file, over whatever line there is. */
export const takeYourTime = (socket: Socket): void => void patient.add(socket);

/** Makes a server, which ends requests that are not there whole in time, wait for those that may take their time. */
export function waitForSlowUploads(server: Server): void {
  const listeners = server.listeners('clientError') as ((error: NodeJS.ErrnoException, socket: Socket) => void)[];
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && patient.has(socket)) return;
    for (const hear of listeners) hear.call(server, error, socket);
  });
}
