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
/** A page with more unread bytes than this is disconnected. */
const maxUnreadBytes = 1_000_000;

/** Pushes the runs to every open page of the app as they change, at most a few times a second (server-sent events). */
export async function liveApi(app: FastifyInstance, { overview, onChange, onOpen }: Settings): Promise<void> {
  const pages = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;

  const eventNow = () => `event: overview\ndata: ${JSON.stringify(overview())}\n\n`;
  const send = (page: ServerResponse, text: string) =>
    page.writableLength > maxUnreadBytes ? page.destroy() : page.write(text);

  /** However many pages are open, what they show is put together once. */
  function sendAll() {
    timer = undefined;
    try {
      const text = eventNow();
      for (const page of pages) send(page, text);
    } catch (error) {
      // Nobody asked just now; what comes next is shown again.
      app.reportBug(error);
    }
  }
  const stop = onChange(() => {
    if (pages.size > 0) timer ??= setTimeout(sendAll, quietMs);
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
    const first = eventNow();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    pages.add(raw);
    request.raw.on('close', () => pages.delete(raw));
    send(raw, first);
    onOpen();
    return reply;
  });
}
