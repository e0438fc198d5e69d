import { connect } from 'node:net';

type Attacker = {
  /** Ends the attack; resolves with the number of responses and their statuses. */
  stop(): Promise<{ answers: number; seconds: number; statuses: ReadonlySet<string> }>;
};

type Settings = { port: number; host: string; path: string; body: string };

/** An attack ends after this time in any case. */
const maxDurationMs = 120_000;

/** Posts the same body again and again, each time as soon as the last request has a response. */
export function startAttacker({ port, host, path, body }: Settings): Attacker {
  const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nconnection: close`;
  const message = Buffer.from(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const statuses = new Set<string>();
  const began = performance.now();
  let answers = 0;
  let isOver = false;

  /** One post; resolves when the connection is closed. */
  function post(): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('data', (chunk) => {
        statuses.add(chunk.toString('latin1', 9, 12));
        answers++;
      });
      socket.on('error', () => undefined).on('close', () => resolve());
      socket.resume().write(message);
    });
  }
  async function attack() {
    while (!isOver && performance.now() - began < maxDurationMs) await post();
  }
  const attacking = attack();

  return {
    async stop() {
      isOver = true;
      await attacking;
      return { answers, seconds: (performance.now() - began) / 1000, statuses };
    },
  };
}
