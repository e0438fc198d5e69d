import type { FastifyInstance } from 'fastify';
import { type Faults, faultKinds } from '../../fakes/faults.ts';
import { type Html, html } from '../../fakes/html.ts';
import { booksOf } from './balance.ts';
import { countsOf, statusOf } from './hit-life.ts';
import { page, table } from './html.ts';
import { dollarsOf } from './money.ts';
import { operations } from './operations.ts';
import type { Mturk } from './state.ts';

const mostRows = 100;

/** Serves the screen of the simulation at `/`. */
export function serveScreen(app: FastifyInstance, mturk: Mturk, faults: Faults): void {
  app.get('/', (_request, reply) =>
    reply
      .type('text/html')
      .send(
        page(
          `Simulated MTurk${mturk.isSandbox ? ' sandbox' : ''}`,
          html`${money(mturk)}${clock(mturk)}${faultsPart(faults)}${hits(mturk)}${assignments(mturk)}`,
        ),
      ),
  );
}

const newest = <Row extends { seq: number }>(rows: Map<string, Row>) => [...rows.values()].slice(-mostRows).reverse();
const timeText = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

function money(mturk: Mturk): Html {
  const { balanceCents, heldCents, availableCents, movements } = booksOf(mturk);
  const paid = movements.reduce((sum, { cents }) => sum + cents, 0);
  return html`<h2>Balance</h2><p>$${dollarsOf(balanceCents)}, of which $${dollarsOf(heldCents)} is on hold and $${dollarsOf(availableCents)} can be spent. Paid so far: $${dollarsOf(paid)}.</p>`;
}

const clock = (mturk: Mturk) => html`<h2>Clock</h2><p>${timeText(mturk.clock.now())}</p>
<form method="post" action="/fake/clock"><label>Move forward by
<select name="advance_ms"><option value="60000">1 minute</option><option value="3600000">1 hour</option><option value="86400000">1 day</option><option value="2592000000">30 days</option></select></label><button>Move</button></form>`;

const faultsPart = (faults: Faults) => html`<h2>Faults</h2>
${table(
  ['Fault', 'Operation', 'Share', 'Times'],
  faults.ordered().map(({ kind, operation, share, times }) => [kind, operation ?? 'all', share, times ?? 'no end']),
)}
<form method="post" action="/fake/faults">
<label>Fault <select name="kind">${Object.entries(faultKinds).map(([kind, text]) => html`<option value="${kind}">${kind}: ${text}</option>`)}</select></label>
<label>Operation <select name="operation"><option value="">all</option>${[...operations.keys(), 'externalSubmit'].map((name) => html`<option>${name}</option>`)}</select></label>
<label>Share <input name="share" type="number" min="0.01" max="1" step="0.01" value="1"></label>
<label>Times <input name="times" type="number" min="1" value="1"></label><button>Order</button></form>
<form method="post" action="/fake/faults/clear"><button>Clear faults</button></form>`;

const hits = (mturk: Mturk) =>
  html`<h2>HITs</h2>${table(
    ['HIT', 'Title', 'Status', 'Reward', 'Open', 'Pending', 'To review', 'Reviewed', 'Expires'],
    newest(mturk.hits).map((hit) => {
      const { available, pending, submitted, completed } = countsOf(hit);
      const link = html`<a href="/mturk/preview?groupId=${hit.type.groupId}"><code>${hit.id}</code></a>`;
      const reward = `$${dollarsOf(hit.type.rewardCents)}`;
      const counts = [available, pending, submitted, completed];
      return [link, hit.type.title, statusOf(mturk, hit), reward, ...counts, timeText(hit.expiresMs)];
    }),
  )}`;

const assignments = (mturk: Mturk) =>
  html`<h2>Assignments</h2>${table(
    ['Assignment', 'HIT', 'Worker', 'State', 'Accepted', 'Feedback'],
    newest(mturk.assignments).map(({ id, hit, workerId, state, acceptedMs, feedback = '' }) => [
      html`<code>${id}</code>`,
      html`<code>${hit.id}</code>`,
      html`<code>${workerId}</code>`,
      state,
      timeText(acceptedMs),
      feedback,
    ]),
  )}`;
