import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Html, html } from '../../fakes/html.ts';
import { WorkError } from './errors.ts';
import { page } from './html.ts';
import { dollarsOf } from './money.ts';
import { readQuestion } from './question.ts';
import { mayDo } from './requirements.ts';
import type { Assignment, Hit, Mturk } from './state.ts';
import { accept, findable, previewId, returnWork, submit, worker, workNamed } from './work.ts';

/** The address of the page of a HIT, with what MTurk adds to it. What its query has already stays as it is. */
function addressOf(hit: Hit, added: Record<string, string>): string | undefined {
  const question = readQuestion(hit.question);
  if (question.kind !== 'ExternalQuestion') return undefined;
  const [address = '', ...fragment] = question.url.split('#');
  const sign = address.includes('?') ? '&' : '?';
  return [`${address}${sign}${new URLSearchParams(added)}`, ...fragment].join('#');
}

/** The address of the page that a worker works on. */
export function frameUrl({ id, hit, workerId }: Assignment, turkSubmitTo: string): string {
  return addressOf(hit, { assignmentId: id, hitId: hit.id, workerId, turkSubmitTo }) ?? '';
}

/** Serves the pages of workers. There is no sign-in: whoever opens them says which worker they are. */
export function serveWorkerPages(app: FastifyInstance, mturk: Mturk, url: () => string): void {
  const preview = (groupId: string, request: FastifyRequest, reply: FastifyReply) =>
    show(reply, () => previewPage(mturk, groupId, fieldsOf(request.query as object).get('workerId') ?? ''));
  app.get('/mturk/preview', (request, reply) =>
    preview(fieldsOf(request.query as object).get('groupId') ?? '', request, reply),
  );
  app.get<{ Params: { groupId: string } }>('/projects/:groupId/tasks', (request, reply) =>
    preview(request.params.groupId, request, reply),
  );
  app.post('/mturk/accept', (request, reply) =>
    show(reply, () => {
      const form = formOf(request);
      const one = worker(mturk, { id: workerIdOf(form.get('workerId')) });
      const found = findable(mturk, one, form.get('groupId') ?? '');
      const hit = found.find((each) => mayDo(mturk, one, each, 'accept')) ?? found[0];
      if (!hit) throw new WorkError('There are no more of these HITs.');
      return { to: `/mturk/work?assignmentId=${accept(mturk, one, hit).id}` };
    }),
  );
  app.get('/mturk/work', (request, reply) =>
    show(reply, () => workPage(workNamed(mturk, fieldsOf(request.query as object).get('assignmentId') ?? ''), url())),
  );
  app.post('/mturk/return', (request, reply) =>
    show(reply, () => {
      const assignment = workNamed(mturk, formOf(request).get('assignmentId') ?? '');
      returnWork(mturk, assignment.id);
      return { to: `/mturk/preview?groupId=${assignment.hit.type.groupId}&workerId=${assignment.workerId}` };
    }),
  );
  const take = (form: URLSearchParams, reply: FastifyReply) =>
    show(reply, () => {
      const { hit, workerId } = submit(mturk, form);
      return page(
        'The HIT has been submitted',
        html`<p><a target="_top" href="/mturk/preview?groupId=${hit.type.groupId}&amp;workerId=${workerId}">More HITs of this group</a></p>`,
      );
    });
  app.post('/mturk/externalSubmit', (request, reply) => take(formOf(request), reply));
  app.get('/mturk/externalSubmit', (request, reply) => take(new URL(request.url, url()).searchParams, reply));
}

const formOf = ({ body }: FastifyRequest) => new URLSearchParams(typeof body === 'string' ? body : '');
const fieldsOf = (query: object) => new URLSearchParams(query as Record<string, string>);

function workerIdOf(given: string | null): string {
  if (given && /^A[A-Z0-9]{1,63}$/.test(given)) return given;
  throw new WorkError('A worker id is an A with capital letters and digits after it.');
}

function show(reply: FastifyReply, make: () => string | { to: string }): FastifyReply {
  try {
    const made = make();
    return typeof made === 'string' ? reply.type('text/html').send(made) : reply.redirect(made.to, 303);
  } catch (error) {
    if (!(error instanceof WorkError)) throw error;
    return reply
      .code(400)
      .type('text/html')
      .send(page('There is a problem', html`<p>${error.message}</p>`));
  }
}

function about({ type }: Hit): Html {
  return html`<p>${type.description}</p><p>$${dollarsOf(type.rewardCents)} · ${type.assignmentSeconds} seconds</p>`;
}

const frame = (address: string | undefined) =>
  address === undefined
    ? html`<p>Questions of this kind are not shown here.</p>`
    : html`<iframe title="The task" src="${address}" sandbox="allow-same-origin allow-scripts allow-forms allow-popups allow-modals allow-downloads"></iframe>`;

function previewPage(mturk: Mturk, groupId: string, workerId: string): string {
  const one = workerId ? worker(mturk, { id: workerIdOf(workerId) }) : worker(mturk);
  const [hit] = findable(mturk, one, groupId);
  if (!hit) throw new WorkError('There are no more of these HITs.');
  const address = mayDo(mturk, one, hit, 'preview')
    ? addressOf(hit, { assignmentId: previewId, hitId: hit.id })
    : undefined;
  return page(
    hit.type.title,
    html`${about(hit)}<form method="post" action="/mturk/accept"><input type="hidden" name="groupId" value="${groupId}">
<label>Worker <input name="workerId" required value="${one.id}"></label><button>Accept</button></form>${frame(address)}`,
  );
}

function workPage(assignment: Assignment, url: string): string {
  const address = frameUrl(assignment, url);
  return page(
    assignment.hit.type.title,
    html`${about(assignment.hit)}<form method="post" action="/mturk/return"><input type="hidden" name="assignmentId" value="${assignment.id}">
<button>Return</button></form>${frame(address === '' ? undefined : address)}`,
  );
}
