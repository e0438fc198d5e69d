import type { FastifyInstance } from 'fastify';
import { maxEventBytes, takeProviderEvent } from '../../../api/provider-events.ts';
import type { Hearing } from '../../../runtime/providers/hearing.ts';
import type { Access } from '../access/access.ts';
import { addressOf } from '../access/callers.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { openRatePerMinute } from './rate-per-minute.ts';

type Settings = { hearing: Pick<Hearing, 'take'>; access: Access; now: () => number };

/** How many messages an address may send in a minute: more than a study of ten thousand places causes. */
const maxPerMinute = 3000;

/** What providers tell by themselves. The bytes are taken as they came, since they are signed. */
export async function providerEventsApi(app: FastifyInstance, { hearing, access, now }: Settings): Promise<void> {
  const secondsToWait = openRatePerMinute({ most: maxPerMinute, now });
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes));
    serve(scope, takeProviderEvent, async ({ params: { requester }, request }) => {
      const seconds = secondsToWait(addressOf(access, request));
      if (seconds > 0) throw refuse('request/too-often', { seconds });
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (body.length > maxEventBytes) throw refuse('request/too-large');
      await hearing.take(requester, { body, headers: headersOf(request.headers) });
      return { taken: true as const };
    });
  });
}

/** Headers that come twice say nothing certain. */
const headersOf = (headers: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? undefined : value]));
