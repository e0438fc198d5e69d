import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Fault, type Faults, faultKinds } from '../../../fakes/faults.ts';
import { type Html, html } from '../../../fakes/html.ts';
import { booksOf } from '../state/books.ts';
import type { World } from '../state/model.ts';
import { placesTaken } from '../state/places.ts';
import { deposit } from '../state/wallet.ts';
import { dateOf, nowMs } from '../state/world.ts';
import { page, table } from './page.ts';

const recent = 100;

/** Serves a page for people at `/` that shows all that the simulation knows, with forms to steer it. */
export function serveScreen(app: FastifyInstance, world: World, faults: Faults): void {
  app.get('/', async (_, reply) => {
    const parts = [clockPart(world), studiesPart(world), submissionsPart(world), walletPart(world)];
    const body = html`${[...parts, webhooksPart(world), faultsPart(faults)]}`;
    return reply.type('text/html; charset=utf-8').send(page('Simulated Prolific', body));
  });
  app.post('/screen/clock', async ({ body }, reply) => {
    const { minutes } = z.strictObject({ minutes: z.coerce.number().min(0) }).parse(body);
    world.clock.advance(minutes * 60_000);
    return reply.redirect('/', 303);
  });
  app.post('/screen/deposit', async ({ body }, reply) => {
    const asked = z.strictObject({ workspace: z.string(), cents: z.coerce.number().int().min(1) }).parse(body);
    if (world.workspaces.has(asked.workspace)) deposit(world, asked.workspace, asked.cents);
    return reply.redirect('/', 303);
  });
  app.post('/screen/faults', async ({ body }, reply) => {
    const asked = z.strictObject({ kind: Fault.shape.kind, times: z.coerce.number().int().min(1) }).parse(body);
    faults.order(asked);
    return reply.redirect('/', 303);
  });
  app.post('/screen/faults/clear', async (_, reply) => {
    faults.clear();
    return reply.redirect('/', 303);
  });
}

const clockPart = (world: World): Html => html`<section><h2>Clock</h2><p>${dateOf(nowMs(world))}</p>
  <form method="post" action="/screen/clock"><label>Minutes<input name="minutes" type="number" min="0" value="10"></label><button>Move on</button></form></section>`;

function studiesPart(world: World): Html {
  const rows = [...world.studies.values()].map((study) => [
    html`<a href="/studies/${study.id}">${study.fields.name}</a>`,
    study.status,
    `${placesTaken(world, study.id)} of ${study.fields.total_available_places}`,
    study.fields.reward,
    study.id,
  ]);
  return html`<section><h2>Studies</h2>${table(['Study', 'Status', 'Places taken', 'Reward in cents', 'Id'], rows)}</section>`;
}

function submissionsPart(world: World): Html {
  const rows = [...world.submissions.values()]
    .slice(-recent)
    .reverse()
    .map((one) => [one.id, one.status, one.participantId, one.studyId, one.enteredCode, one.bonusCents.join(', ')]);
  const heads = ['Submission', 'Status', 'Participant', 'Study', 'Code', 'Bonuses in cents'];
  return html`<section><h2>Submissions</h2>${table(heads, rows)}</section>`;
}

function walletPart(world: World): Html {
  const { movements, reservations, wallets } = booksOf(world);
  const rows = wallets.map(({ workspace, balance_cents, available_cents }) => [
    workspace,
    balance_cents,
    available_cents,
    html`<form method="post" action="/screen/deposit"><input type="hidden" name="workspace" value="${workspace}"><label>Cents<input name="cents" type="number" min="1" value="10000"></label><button>Deposit</button></form>`,
  ]);
  const moved = movements
    .slice(-recent)
    .reverse()
    .map(({ at, kind, cents, study, submission }) => [at, kind, cents, study, submission]);
  return html`<section><h2>Wallets</h2>${table(['Workspace', 'Balance in cents', 'Available', ''], rows)}
    <h3>Reservations</h3>${table(
      ['Study', 'Bonuses', 'Cents'],
      reservations.map(({ study, batch, cents }) => [study, batch, cents]),
    )}
    <h3>Movements</h3>${table(['At', 'Kind', 'Cents', 'Study', 'Submission'], moved)}</section>`;
}

function webhooksPart(world: World): Html {
  const subscriptions = [...world.subscriptions.values()].map((one) => [
    one.eventType,
    one.targetUrl,
    one.isEnabled ? 'enabled' : 'disabled',
    one.isConfirmed ? 'confirmed' : 'not confirmed',
  ]);
  const events = world.hookEvents
    .slice(-recent)
    .reverse()
    .map(({ eventType, resourceId, status, attempts }) => [eventType, resourceId, status, attempts]);
  return html`<section><h2>Webhooks</h2>${table(['Event', 'Address', '', ''], subscriptions)}
    <h3>Deliveries</h3>${table(['Event', 'Resource', 'Status', 'Failed attempts'], events)}</section>`;
}

function faultsPart(faults: Faults): Html {
  const rows = faults
    .ordered()
    .map(({ kind, operation, share, times }) => [kind, operation ?? 'all', share, times ?? '']);
  const kinds = Object.entries(faultKinds).map(
    ([kind, says]) => html`<option value="${kind}">${kind}: ${says}</option>`,
  );
  return html`<section><h2>Faults</h2>${table(['Kind', 'Operation', 'Share', 'Times left'], rows)}
    <form method="post" action="/screen/faults"><label>Kind<select name="kind">${kinds}</select></label><label>Times<input name="times" type="number" min="1" value="1"></label><button>Order</button></form>
    <form method="post" action="/screen/faults/clear"><button>Clear</button></form></section>`;
}
