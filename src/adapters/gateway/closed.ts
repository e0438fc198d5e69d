import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { alive, health, ready } from '../../api/health.ts';
import { audit, verify } from '../../api/log.ts';
import { type Damage, damageAdvice, sentenceWithCode } from '../../runtime/integrity/damage.ts';
import type { Access } from './access/access.ts';
import { openAccessApi } from './access/access-api.ts';
import { listRoutes } from './http/app-routes.ts';
import { callerOf, isReader } from './http/caller.ts';
import { answerErrors, sendRefusal } from './http/errors.ts';
import { refuseForeignOrigins } from './http/foreign-origin.ts';
import { appRoutes } from './http/hosts.ts';
import { noticePage } from './http/html-page.ts';
import { type Gateway, listenAt } from './http/listen.ts';
import { sendLines } from './http/ndjson.ts';
import { refuse } from './http/refusals.ts';
import { serve } from './http/serve.ts';
import { newApp } from './new-app.ts';
import { loginPages } from './requester/app-pages.ts';

type Settings = {
  access: Access;
  port: number;
  damages: readonly Damage[];
  /** What was kept as evidence, a sentence each. */
  notes: readonly string[];
  /** The folder of the built app. */
  homeFolder: string;
  logSequence: number;
  report: (error: unknown) => void;
};

/** The gateway of a server that is closed for work: it reports what is missing, and refuses everything else. */
export async function openClosedGateway(settings: Settings): Promise<Gateway> {
  const { access, port, damages, notes, homeFolder, logSequence, report } = settings;
  const app = newApp(access, { bodyLimit: 64 * 1024 });
  answerErrors(app, report, closed);
  const report503 = { ok: false, checks: [], damages: [...damages] };
  const routes = listRoutes(app);
  await app.register(fastifyStatic, { root: homeFolder, serve: false });
  await app.register(async (origin) => {
    refuseForeignOrigins(origin, access.publicUrl);
    await openAccessApi(origin, access);
    loginPages(origin);
    serve(origin, alive, () => ({ alive: true as const }));
    serve(origin, ready, ({ reply }) =>
      reply.code(503).send({ ready: false, code: 'log/damaged', reason: refuse('log/damaged').message }),
    );
    serve(origin, health, ({ request, reply }) => {
      const problems = [...damages.map(sentenceWithCode), ...notes, damageAdvice];
      const state = { ok: false, pid: process.pid, problems, damages: [...damages], log: { sequence: logSequence } };
      return reply.code(503).send(isReader(callerOf(request)) ? state : { ok: false });
    });
    serve(origin, verify, ({ reply }) => reply.code(503).send(report503));
    serve(origin, audit, ({ reply }) =>
      sendLines(
        reply,
        (async function* () {
          yield { audited: report503 };
        })(),
      ),
    );
  });
  return listenAt(app, { port, host: access.host, routes });
}

/** Refuses everything else: browsers get a page, programs the code. Pages of workers give no details. */
function closed({ headers, url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refuse('log/damaged');
  if (!headers.accept?.includes('text/html')) return sendRefusal(reply, refusal);
  const text = url.startsWith(appRoutes)
    ? `${refusal.message} What is missing, and what to do, is shown in the terminal and at <a href="/health">/health</a>. Where a login is required, <a href="/login">sign in</a> first.`
    : 'This study is closed at the moment. Your answers are saved; please come back later.';
  return reply
    .code(refusal.status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(noticePage('Closed', text));
}
