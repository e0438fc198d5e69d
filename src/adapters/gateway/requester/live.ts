import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { live } from '../../../api/runs.ts';
import { serve } from '../http/serve.ts';

type Settings = {
  /** What is shown now. */
  overview: () => Promise<unknown>;
  /** Calls back whenever it may have changed; gives a way to stop. */
  onChange: (listener: () => void) => () => void;
  /** Called when somebody has opened the app. */
  onOpen: () => void;
};

const quietMs = 250;
const heartbeatMs = 15_000;
/** A page that has more bytes still to read is ended rather than waited for. */
const maxUnreadBytes = 1_000_000;

/** Pushes the runs to every open page of the app as they change, at most a few times a second (server-sent events). */
export async function liveApi(app: FastifyInstance, { overview, onChange, onOpen }: Settings): Promise<void> {
  const pages = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  /** How many changes there were, and how many of them the last push had seen. */
  let [changes, pushed] = [0, 0];

  const present = async () => `event: overview\ndata: ${JSON.stringify(await overview())}\n\n`;
  const send = (page: ServerResponse, text: string) =>
    page.writableLength > maxUnreadBytes ? page.destroy() : page.write(text);

  const schedule = () => {
    if (pages.size > 0) timer ??= setTimeout(push, quietMs);
  };

  /** However many pages are open, what they show is put together once; the next push waits for this one. */
  async function push() {
    pushed = changes;
    try {
      const text = await present();
      for (const page of pages) send(page, text);
    } catch (error) {
      // No request waits for this; the next change pushes again.
      app.reportBug(error);
    }
    timer = undefined;
    if (changes > pushed) schedule();
  }
  const stop = onChange(() => {
    changes++;
    schedule();
  });
  const heartbeat = setInterval(() => {
    for (const page of pages) page.write(': still here\n\n');
  }, heartbeatMs).unref();
  app.addHook('preClose', async () => {
    stop();
    clearTimeout(timer);
    clearInterval(heartbeat);
    for (const page of pages) page.end();
    pages.clear();
  });

  serve(app, live, async ({ request, reply }) => {
    const seen = changes;
    // What fails is answered as everywhere else, as long as nothing has been sent.
    const first = await present();
    const { raw } = reply;
    // The page may be gone by now, and its `close` would never come.
    if (raw.destroyed) return reply;
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    pages.add(raw);
    request.raw.on('close', () => pages.delete(raw));
    send(raw, first);
    // What changed while the overview was read would otherwise be shown with the next change only.
    if (changes > seen) schedule();
    onOpen();
    return reply;
  });
}
