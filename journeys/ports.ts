import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that systems hand out by themselves: between a stop and the start after it, one of those may go to anyone.
const first = 20_000;
const count = 10_000;

/** A free port on loopback that stays free while nobody asks for it by its number. */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * count);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
