import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { live } from '../../../api/runs.ts';
import { serve } from '../http/serve.ts';

type Settings = {
  /** The current overview. */
  overview: () => Promise<unknown>;
  /** Calls `listener` whenever the overview may have changed; returns a function that stops it. */
  onChange: (listener: () => void) => () => void;
  /** Called when a page of the app is opened. */
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
  /** How many changes there were, and how many of them the last push had seen. */
  let [changes, pushed] = [0, 0];

  const present = async () => `event: overview\ndata: ${JSON.stringify(await overview())}\n\n`;
  const send = (page: ServerResponse, text: string) =>
    page.writableLength > maxUnreadBytes ? page.destroy() : page.write(text);

  const schedule = () => {
    if (pages.size > 0) timer ??= setTimeout(push, quietMs);
  };

  /** Reads the overview once for all pages; the next push waits for this one. */
  async function push() {
    pushed = changes;
    try {
      const text = await present();
      for (const page of pages) send(page, text);
    } catch (error) {
      // There is no request to answer; the next change pushes again.
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
    // An error here is answered as usual, since nothing has been sent yet.
    const first = await present();
    const { raw } = reply;
    // If the page is gone already, its `close` event never comes.
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
    // Without this, a change while the overview was read would show only with the next change.
    if (changes > seen) schedule();
    onOpen();
    return reply;
  });
}
