import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Fault, type Faults } from '../../../fakes/faults.ts';
import { newActs } from '../state/acts.ts';
import { booksOf } from '../state/books.ts';
import { receiveMessage } from '../state/messages.ts';
import type { World } from '../state/model.ts';
import { found } from '../state/refusal.ts';
import type { UrlSigner } from '../state/secure-url.ts';
import { deposit } from '../state/wallet.ts';
import { addParticipant } from '../state/workspaces.ts';
import { dateOf, nowMs } from '../state/world.ts';
import { submissionDetail } from './forms.ts';

/** Serves what steers the simulation, below `/fake/` and without a token: faults, the clock, the books, participants. */
export function serveControl(
  app: FastifyInstance,
  { world, faults, signer }: { world: World; faults: Faults; signer: UrlSigner },
): void {
  const acts = newActs(world, signer);
  const form = (id: string) => submissionDetail(world, found(world.submissions, id, 'submission'));
  app.get('/fake/faults', async () => faults.ordered());
  app.post('/fake/faults', async ({ body }) => {
    faults.order(Fault.parse(body));
    return faults.ordered();
  });
  app.delete('/fake/faults', async () => {
    faults.clear();
    return faults.ordered();
  });
  app.get('/fake/clock', async () => ({ now: dateOf(nowMs(world)) }));
  app.post('/fake/clock', async ({ body }) => {
    world.clock.advance(z.strictObject({ advance_ms: z.number().min(0) }).parse(body).advance_ms);
    return { now: dateOf(nowMs(world)) };
  });
  app.get('/fake/books', async () => booksOf(world));
  app.post('/fake/deposit', async ({ body }) => {
    const { workspace_id, cents } = z.strictObject({ workspace_id: z.string(), cents: z.int().min(1) }).parse(body);
    deposit(world, found(world.workspaces, workspace_id, 'workspace').id, cents);
    return booksOf(world).wallets;
  });
  app.post('/fake/webhooks', async ({ body }) => {
    const share = z.number().min(0).max(1).optional();
    const ms = z.int().min(0).optional();
    const asked = z.strictObject({ delay_ms: ms, reorder_ms: ms, duplicate_share: share }).parse(body);
    const { hookSettings: settings } = world;
    settings.delayMs = asked.delay_ms ?? settings.delayMs;
    settings.reorderMs = asked.reorder_ms ?? settings.reorderMs;
    settings.duplicateShare = asked.duplicate_share ?? settings.duplicateShare;
    return settings;
  });
  app.post('/fake/participants', async ({ body }) => {
    const attributes = z.record(z.string(), z.union([z.string(), z.number()])).default({});
    const asked = z.strictObject({ attributes, is_test: z.boolean().default(false) }).parse(body ?? {});
    return { participant_id: addParticipant(world, { attributes: asked.attributes, isTest: asked.is_test }).id };
  });
  app.post('/fake/reserve', async ({ body }) => {
    const asked = z.strictObject({ study_id: z.string(), participant_id: z.string() }).parse(body);
    return form(acts.reserve(asked.study_id, asked.participant_id).id);
  });
  app.post<{ Params: { id: string } }>('/fake/submissions/:id/open', async ({ params: { id } }) => {
    const url = acts.open(id);
    return { ...form(id), url };
  });
  app.post<{ Params: { id: string } }>('/fake/submissions/:id/complete', async ({ params: { id }, body }) => {
    acts.complete(id, z.strictObject({ code: z.string().nullable().default(null) }).parse(body ?? {}).code);
    return form(id);
  });
  app.post<{ Params: { id: string } }>('/fake/submissions/:id/return', async ({ params: { id } }) => {
    acts.giveBack(id);
    return form(id);
  });
  app.post<{ Params: { id: string } }>('/fake/submissions/:id/time-out', async ({ params: { id } }) => {
    acts.timeOut(id);
    return form(id);
  });
  app.post('/fake/messages', async ({ body }) => {
    const asked = z
      .strictObject({ participant_id: z.string(), body: z.string(), study_id: z.string().nullable().default(null) })
      .parse(body);
    const { id } = receiveMessage(world, { senderId: asked.participant_id, body: asked.body, studyId: asked.study_id });
    return { id };
  });
}
