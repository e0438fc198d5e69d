import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isClearName } from '../../../api/names.ts';
import type { RunCalls, RunDescription } from '../../../runtime/calls.ts';
import { panelLinkIn } from '../../../runtime/config/panel-keys.ts';
import type { Provider } from '../../../runtime/ports/provider.ts';
import { packageFolder } from '../../package.ts';
import type { ChosenTexts } from '../../page-texts.ts';
import { htmlText } from '../../tasks/html-text.ts';
import type { Rates } from '../access/rates.ts';
import { hostName, runRoutes } from '../http/hosts.ts';
import { htmlPage } from '../http/html-page.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from './identity.ts';
import { isPrefetch, isWithoutPerson } from './prefetch.ts';
import type { Place, SignedTokens } from './signed-tokens.ts';
import { visitorOf } from './visitors.ts';

type Settings = {
  identity: Identity;
  tokens: Pick<SignedTokens, 'sign'>;
  now: () => number;
  describe: RunDescriptions;
  rates: Pick<Rates, 'arriving' | 'newWorker'>;
  textsFor: (run: string, acceptedLanguages?: string) => Promise<ChosenTexts>;
  publicUrl?: URL;
  runs: Pick<RunCalls, 'offerFor'>;
  providers: readonly Provider[];
  /** The policy about who may embed the worker pages of a run. */
  policyOf: (run: RunDescription) => string;
};

const script = readFileSync(join(packageFolder, 'webapp/worker/begin.js'), 'utf8');
const scriptHash = createHash('sha256').update(script).digest('base64');
const style = 'main{max-width:36rem;margin:0 auto;padding:15vh 1.25rem 3rem}h1{font-size:1.5rem;line-height:1.25}';

const Begin = z.strictObject({ token: z.string().max(4096).optional() });

/** The way to a run's page where workers are known. A first visit gets a small page, which asks for the cookie: programs that only look at links run no scripts. */
export function openDoorway(app: FastifyInstance, settings: Settings) {
  const { identity, describe, rates } = settings;

  app.post(`${runRoutes}/begin_work`, async (request, reply) => {
    const run = await describe((request.params as { run: string }).run);
    await rates.arriving(request);
    if (isWithoutPerson(request)) throw refuse('link/without-person');
    const { token } = Begin.parse(request.body ?? {});
    reply.header('cache-control', 'no-store');
    const exchange = { request, reply };
    // The open link is everybody's: a browser that has a worker keeps them.
    const mayBeKnown = token === undefined || run.identity === 'open';
    const known = mayBeKnown ? await identity.find(run, request) : undefined;
    const worker = token === undefined ? undefined : await identity.behind(run, token, known);
    if (known) return { was_known: true };
    if (!worker) throw await identity.unknown(run, request);
    if (run.identity === 'open') await rates.newWorker(request);
    await identity.keep(run, worker, exchange);
    return { was_known: false };
  });

  return {
    /** Answers the visit of somebody who has no cookie yet, or comes with a token or from a panel; undefined for one who may see the page. */
    async answer(run: RunDescription, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      if (isPrefetch(request)) throw refuse('link/without-person');
      const { token, worker_id: named, preview } = request.query as Record<string, string | undefined>;
      if (run.identity === 'unsigned' || (preview !== undefined && token === undefined)) return undefined;
      const guest = run.identity === 'open' ? await identity.find(run, request) : undefined;
      if (named !== undefined && run.identity === 'open' && named !== guest?.worker) throw refuse('link/names-worker');
      if (token !== undefined) {
        await identity.behind(run, String(token), guest);
        return sendBegin(settings, run, { request, reply });
      }
      const goesTo = await wayIn(settings, run, request);
      if (goesTo !== undefined) return reply.header('cache-control', 'no-store').redirect(goesTo, 303);
      return answerKnown(settings, run, { request, reply, named });
    },
  };
}

/** Answers somebody without a token: undefined for the worker of this browser, and the way to sign in where that makes one. */
async function answerKnown(
  { identity, publicUrl }: Settings,
  run: RunDescription,
  { request, reply, named }: Exchange & { named?: string },
): Promise<FastifyReply | undefined> {
  const known = await identity.find(run, request);
  if (named !== undefined && named !== known?.worker) throw refuse('link/other-worker');
  if (known) return undefined;
  if (run.identity !== 'account') throw refuse('link/needed');
  return reply.header('cache-control', 'no-store').redirect(`${appOrigin(request, publicUrl)}/work/${run.run}`, 303);
}

/** The time in which a browser follows a redirect and asks for its cookie, in ms. */
const handoverMs = 10 * 60_000;

/** Where somebody goes on whom the link of a panel or of a provider names, or who looks at an offer of one; undefined for others. */
async function wayIn(settings: Settings, run: RunDescription, request: FastifyRequest): Promise<string | undefined> {
  const visitor = await visitorOf(settings, run, request.query as Record<string, unknown>);
  if (visitor === 'preview') return './?preview=';
  const token = visitor ? await placeToken(settings, run, visitor) : await panelToken(settings, run, request);
  return token === undefined ? undefined : `./?token=${token}`;
}

const placeToken = (
  { tokens, now }: Settings,
  { run }: RunDescription,
  { worker: sub, place }: { worker: string; place: Place },
): Promise<string> =>
  tokens.sign(run, { use: 'panel', sub, link: {}, place }, { issuedMs: now(), expiresMs: now() + handoverMs });

/** The token for a worker whom the link of a panel names; undefined without one. Refuses a link in which the panel has put no id. */
async function panelToken({ tokens, now }: Settings, { run, config }: RunDescription, { query }: FastifyRequest) {
  const named = config.panel && panelLinkIn(config.panel, query as Record<string, unknown>);
  if (!named) return undefined;
  const { worker, kept, isPlaceholder } = named;
  if (isPlaceholder || !isClearName(worker)) throw refuse('link/no-worker-in-it');
  return tokens.sign(
    run,
    { use: 'panel', sub: worker, link: kept },
    { issuedMs: now(), expiresMs: now() + handoverMs },
  );
}

/** The app's origin that belongs to the host name of a run. */
function appOrigin({ headers }: FastifyRequest, publicUrl: URL | undefined): string {
  const { host = '' } = headers;
  if (publicUrl && hostName(host).endsWith(`.${publicUrl.hostname}`)) return publicUrl.origin;
  return `http://localhost${/:\d+$/.exec(host)?.[0] ?? ''}`;
}

type Exchange = { request: FastifyRequest; reply: FastifyReply };

async function sendBegin({ textsFor, policyOf }: Settings, described: RunDescription, { request, reply }: Exchange) {
  const { run, config } = described;
  const { lang, dir, texts } = await textsFor(run, request.headers['accept-language']);
  const text = (key: string) => htmlText(texts[key] ?? '');
  const body = `<main data-no-cookies="${text('linkNeedsCookies')}" data-later="${text('linkLater')}">
<h1 dir="auto">${htmlText(config.task_title)}</h1>
<p role="status">${text('linkOpening')}</p><noscript><p>${text('linkNeedsScript')}</p></noscript>
</main><script>${script}</script>`;
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${scriptHash}'; connect-src 'self'; ${policyOf(described)}`,
      vary: 'accept-language, cookie',
    })
    .type('text/html; charset=utf-8')
    .send(htmlPage({ title: config.task_title, head: '<link rel="icon" href="data:,">', style, body, lang, dir }));
}
