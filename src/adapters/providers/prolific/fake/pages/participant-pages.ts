import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { html } from '../../../fakes/html.ts';
import { newActs } from '../state/acts.ts';
import type { World } from '../state/model.ts';
import { isRunning, openPlaces } from '../state/places.ts';
import { found, Refusal } from '../state/refusal.ts';
import type { UrlSigner } from '../state/secure-url.ts';
import { addParticipant } from '../state/workspaces.ts';
import { page } from './page.ts';

const send = (reply: FastifyReply, text: string) => reply.type('text/html; charset=utf-8').send(text);

/** Serves the pages where people take part: a study, and the address that its end leads back to. */
export function serveParticipantPages(app: FastifyInstance, world: World, signer: UrlSigner): void {
  const acts = newActs(world, signer);
  app.get<{ Params: { id: string } }>('/studies/:id', async ({ params: { id } }, reply) => {
    const study = found(world.studies, id, 'study');
    const { name, description, reward, estimated_completion_time: minutes } = study.fields;
    const body = html`<p>${description}</p>
      <p>${(reward / 100).toFixed(2)} ${world.currency} for about ${minutes} minutes. ${openPlaces(world, study)} places are open; the study is ${study.status}.</p>
      <form method="post" action="/studies/${id}"><label>Participant (empty for a new one)<input name="participant"></label><button>Take part</button></form>`;
    return send(reply, page(name, body));
  });
  app.post<{ Params: { id: string } }>('/studies/:id', async ({ params: { id }, body }, reply) => {
    const asked = z.strictObject({ participant: z.string().trim().default('') }).parse(body ?? {});
    const study = found(world.studies, id, 'study');
    const participant = asked.participant || addParticipant(world, { isTest: study.isTest }).id;
    const submission = acts.reserve(id, participant);
    const url = acts.open(submission.id);
    reply.header('set-cookie', `fake_submission=${submission.id}; Path=/; HttpOnly; SameSite=Lax`);
    return reply.redirect(url, 303);
  });
  app.get<{ Querystring: { cc?: string; submission?: string } }>('/submissions/complete', async (request, reply) => {
    const cookie = /(?:^|;\s*)fake_submission=([0-9a-f]{24})/.exec(request.headers.cookie ?? '')?.[1];
    const id = request.query.submission ?? cookie;
    const submission = id === undefined ? undefined : world.submissions.get(id);
    if (!submission) throw new Refusal(404, 'This browser takes part in no study.');
    if ((isRunning(submission) || submission.status === 'TIMED-OUT') && submission.completedAt === null)
      acts.complete(submission.id, request.query.cc || null);
    return send(reply, page('Thank you', html`<p>Your submission was received. It is ${submission.status}.</p>`));
  });
}
