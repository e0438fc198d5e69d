import type { FastifyInstance } from 'fastify';
import { live } from '../../api/runs.ts';
import { serve } from './serve.ts';

type Settings = {
  /** What is shown now. */
  overview: () => unknown;
  /** Calls back whenever it may have changed; gives a way to stop. */
  onChange: (listener: () => void) => () => void;
};

const quietMs = 250;
const heartbeatMs = 15_000;

/** Pushes the runs to every open page of the app as they change, at most a few times a second (server-sent events). */
export async function liveApi(app: FastifyInstance, { overview, onChange }: Settings): Promise<void> {
  const closers = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const close of closers) close();
  });

  serve(app, live, ({ request, reply }) => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    let timer: NodeJS.Timeout | undefined;
    const push = () => {
      timer = undefined;
      // A page that does not read is let go of rather than waited for.
      if (raw.writableLength > 1_000_000) return close();
      raw.write(`event: overview\ndata: ${JSON.stringify(overview())}\n\n`);
    };
    const stop = onChange(() => {
      timer ??= setTimeout(push, quietMs);
    });
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
    const close = () => {
      stop();
      clearTimeout(timer);
      clearInterval(heartbeat);
      closers.delete(close);
      raw.end();
    };
    closers.add(close);
    request.raw.on('close', close);
    push();
    return reply;
  });
}
