import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WorkerId } from '../../../events/ids.ts';
import { type ReceiptRow, type ReceiptState, receiptOf } from '../../../projections/workers/worker-receipt.ts';
import type { RunDescription } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { ChosenTexts } from '../../page-texts.ts';
import { htmlText } from '../../tasks/html-text.ts';
import { runRoutes } from '../http/hosts.ts';
import { htmlPage } from '../http/html-page.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from '../identity/identity.ts';
import type { SignedTokens } from '../identity/signed-tokens.ts';
import { openWorkerRate } from './worker-rate.ts';

type Settings = {
  describe: RunDescriptions;
  identity: Pick<Identity, 'workerIdOf'>;
  tokens: SignedTokens;
  readModel: Pick<ReadModel, 'db'>;
  now: () => number;
  textsFor: (run: string, acceptedLanguages?: string) => Promise<ChosenTexts>;
};

const dayMs = 24 * 3600_000;
/** Payments can be late. */
const linkLastsMs = 400 * dayMs;

/** Receipts of workers: what they did in a run, what became of it, and what was paid. */
export function receipts(app: FastifyInstance, settings: Settings) {
  const { describe, identity, tokens, readModel, now, textsFor } = settings;
  const rate = openWorkerRate(now);

  /** Whose receipt is asked for: that of the link, or that of the browser's worker. */
  async function whose(described: RunDescription, request: FastifyRequest): Promise<WorkerId> {
    const { token } = request.query as { token?: string };
    if (token === undefined) return identity.workerIdOf(described, request);
    const claims = await tokens.read(described.run, String(token));
    if (claims.use !== 'receipt') throw refuse('link/mangled');
    return claims.sub;
  }

  app.get(`${runRoutes}/receipt`, async (request, reply) => {
    const described = await describe((request.params as { run: string }).run);
    // A name that anybody can write into a link proves nothing.
    if (described.identity === 'unsigned') throw refuse('link/needed');
    const workerId = await whose(described, request);
    if (!rate.allows(workerId)) throw refuse('messages/too-often', { seconds: 60 });
    const chosen = await textsFor(described.run, request.headers['accept-language']);
    return send(reply, described, { chosen, ...receiptOf(readModel.db, described.run, workerId) });
  });

  return {
    /** The link to the receipt of the worker of a browser, which opens it in any other one, too; none where it is not known who that is. */
    async linkFor(described: RunDescription, request: FastifyRequest): Promise<string | undefined> {
      if (described.identity === 'unsigned') return undefined;
      const sub = await identity.workerIdOf(described, request).catch(() => undefined);
      if (sub === undefined) return undefined;
      // By the day, so that a page that is loaded again has the same link.
      const issuedMs = Math.floor(now() / dayMs) * dayMs;
      const times = { issuedMs, expiresMs: issuedMs + linkLastsMs };
      return `/receipt?token=${await tokens.sign(described.run, { use: 'receipt', sub }, times)}`;
    },
  };
}

const style = `main{max-width:40rem;margin:0 auto;padding:8vh 1.25rem 3rem}h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;margin:0}
ol{list-style:none;padding:0}li{padding:.75rem 1rem;margin:.75rem 0;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
p{margin:.25rem 0}.quiet{color:var(--quiet)}`;

const stateKeys: Record<ReceiptState, string> = {
  in_work: 'receiptInWork',
  waiting: 'receiptWaiting',
  accepted: 'receiptAccepted',
  rejected: 'receiptRejected',
};

type Receipt = ReturnType<typeof receiptOf> & { chosen: ChosenTexts };

function send(reply: FastifyReply, { config }: Pick<RunDescription, 'config'>, receipt: Receipt): FastifyReply {
  const { chosen, rows } = receipt;
  const { lang, dir, texts } = chosen;
  const text = (key: string) => htmlText(texts[key] ?? '');
  const list = rows.map((row, nth) => `<li>${pieceOf(row, nth + 1, receipt)}</li>`).join('');
  const body = `<main><p class="quiet" dir="auto">${htmlText(config.task_title)}</p><h1>${text('receiptTitle')}</h1>
${rows.length === 0 ? `<p>${text('receiptNothing')}</p>` : `<ol>${list}</ol>${sumsOf(receipt)}`}
<p class="quiet">${text('receiptKeep')}</p></main>`;
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      vary: 'accept-language, cookie',
    })
    .type('text/html; charset=utf-8')
    .send(
      htmlPage({
        title: texts.receiptTitle ?? '',
        head: '<link rel="icon" href="data:,"><meta name="robots" content="noindex">',
        ...{ style, body, lang, dir },
      }),
    );
}

/** A sentence with its value filled in as HTML. */
const filled = (texts: ChosenTexts['texts'], key: string, name: string, html: string): string =>
  `<p>${htmlText(texts[key] ?? '').replace(`{${name}}`, () => html)}</p>`;

function pieceOf(row: ReceiptRow, number: number, { chosen, currency }: Receipt): string {
  const { lang, texts } = chosen;
  const said = (key: string, name: string, html: string) => filled(texts, key, name, html);
  const own = (words: string) => `<bdi>${htmlText(words)}</bdi>`;
  const paid = (key: string, cents: number) => (cents > 0 ? said(key, 'amount', moneyOf(cents, currency, lang)) : '');
  const granted = row.bonuses.map(
    ({ cents, isPaid, reason }) =>
      paid(isPaid ? 'receiptBonusPaid' : 'receiptBonusDue', cents) +
      (reason ? said('receiptReason', 'text', own(reason)) : ''),
  );
  return [
    `<h2>${htmlText(texts.receiptTask ?? '').replace('{number}', String(number))}</h2>`,
    said('receiptBegun', 'time', timeOf(row.begunAt, lang)),
    row.sentAt ? said('receiptSent', 'time', timeOf(row.sentAt, lang)) : '',
    said('receiptState', 'state', htmlText(texts[stateKeys[row.state]] ?? '')),
    row.message ? said('receiptMessage', 'text', own(row.message)) : '',
    paid('receiptPaid', row.paidCents) + paid('receiptDue', row.dueCents),
    ...granted,
  ].join('');
}

function sumsOf({ chosen: { lang, texts }, currency, rows }: Receipt): string {
  const sum = (of: (row: ReceiptRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  const granted = (isPaid: boolean) => (row: ReceiptRow) =>
    row.bonuses.reduce((all, one) => all + (one.isPaid === isPaid ? one.cents : 0), 0);
  const paid = sum(({ paidCents }) => paidCents) + sum(granted(true));
  const due = sum(({ dueCents }) => dueCents) + sum(granted(false));
  if (paid + due === 0) return '';
  const line = (key: string, cents: number) => filled(texts, key, 'amount', moneyOf(cents, currency, lang));
  return `<h2>${htmlText(texts.receiptAll ?? '')}</h2>${line('receiptPaid', paid)}${due > 0 ? line('receiptDue', due) : ''}`;
}

const moneyOf = (cents: number, currency: string, lang: string): string =>
  `<bdi>${htmlText(new Intl.NumberFormat(lang, { style: 'currency', currency }).format(cents / 100))}</bdi>`;

function timeOf(at: string, lang: string): string {
  const words = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `<time datetime="${htmlText(at)}">${htmlText(words.format(new Date(at)))}</time>`;
}
