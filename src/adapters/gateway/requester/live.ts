import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { live } from '../../../api/runs.ts';
import { serve } from '../http/serve.ts';

type Settings = {
  /** What is shown now. */
  overview: () => unknown;
  /** Calls back whenever it may have changed; gives a way to stop. */
  onChange: (listener: () => void) => () => void;
  /** Hears that somebody has opened the app. */
  onOpen: () => void;
};

const quietMs = 250;
const heartbeatMs = 15_000;
/** A page that has so many bytes still to read is let go of rather than waited for. */
const mostUnread = 1_000_000;

/** Pushes the runs to every open page of the app as they change, at most a few times a second (server-sent events). */
export async function liveApi(app: FastifyInstance, { overview, onChange, onOpen }: Settings): Promise<void> {
  const pages = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;

  const told = () => `event: overview\ndata: ${JSON.stringify(overview())}\n\n`;
  const tell = (page: ServerResponse, text: string) =>
    page.writableLength > mostUnread ? page.destroy() : page.write(text);

  /** However many pages are open, what they show is put together once. */
  function tellAll() {
    timer = undefined;
    try {
      const text = told();
      for (const page of pages) tell(page, text);
    } catch (error) {
      // Nobody asked just now; what comes next is shown again.
      app.reportBug(error);
    }
  }
  const stop = onChange(() => {
    if (pages.size > 0) timer ??= setTimeout(tellAll, quietMs);
  });
  const heartbeat = setInterval(() => {
    for (const page of pages) page.write(': still here\n\n');
  }, heartbeatMs).unref();
  app.addHook('preClose', async () => {
    stop();
    clearTimeout(timer);
    clearInterval(heartbeat);
    for (const page of pages) page.end();
  });

  serve(app, live, ({ request, reply }) => {
    // What fails is answered as everywhere else, as long as nothing has been sent.
    const first = told();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    pages.add(raw);
    request.raw.on('close', () => pages.delete(raw));
    tell(raw, first);
    onOpen();
    return reply;
  });
}
