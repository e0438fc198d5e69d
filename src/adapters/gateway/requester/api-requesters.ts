import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/requesters.ts';
import type { Requesters } from '../../providers/requesters/requesters.ts';
import { serve } from '../http/serve.ts';

/** The accounts at providers. */
export function requestersApi(app: FastifyInstance, { requesters }: { requesters: Requesters }): void {
  serve(app, api.listProviders, async () => ({ providers: requesters.providers() }));
  serve(app, api.listRequesters, async () => ({ requesters: requesters.list() }));
  serve(app, api.registerRequester, ({ body, by }) => requesters.register(body, by));
  serve(app, api.checkRequester, ({ params: { requester } }) => requesters.check(requester));
  serve(app, api.removeRequester, async ({ params: { requester } }) => {
    requesters.remove(requester);
    return { removed: true };
  });
}
