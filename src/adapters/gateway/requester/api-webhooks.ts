import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/webhooks.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { serve } from '../http/serve.ts';

/** Webhooks: receivers of events, and what is done about them. */
export function webhooksApi(app: FastifyInstance, { webhooks }: { webhooks: Webhooks }): void {
  serve(app, api.listWebhooks, async () => ({ webhooks: await webhooks.list() }));
  serve(app, api.getWebhook, ({ params: { webhook } }) => webhooks.one(webhook));
  serve(app, api.addWebhook, ({ body, by }) => webhooks.add(body, by));
  serve(app, api.changeWebhook, ({ params: { webhook }, body }) => webhooks.change(webhook, body));
  serve(app, api.pauseWebhook, ({ params: { webhook } }) => webhooks.pause(webhook));
  serve(app, api.resumeWebhook, ({ params: { webhook } }) => webhooks.resume(webhook));
  serve(app, api.replayWebhook, ({ params: { webhook }, body: { from } }) => webhooks.replay(webhook, from));
  serve(app, api.testWebhook, ({ params: { webhook } }) => webhooks.test(webhook));
  serve(app, api.rotateWebhook, ({ params: { webhook } }) => webhooks.rotate(webhook));
  serve(app, api.removeWebhook, async ({ params: { webhook } }) => {
    await webhooks.remove(webhook);
    return { removed: true };
  });
}
