import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RunDescription } from '../../../runtime/calls.ts';
import type { Draft, Drafts } from '../../saved-tasks/drafts.ts';
import { refuse } from '../../saved-tasks/refusals.ts';
import { filesFolder } from '../../tasks/new-task/task-files.ts';
import { questionHtml, questionPageFolder, questionPageOf } from '../../tasks/question-page.ts';
import { runRoutes } from '../http/hosts.ts';
import { openCrowdScript, plainModules, sendPlainModule, type WorkerScripts } from '../worker/crowd-script.ts';
import { ancestorsOf } from './review-views.ts';

type Settings = {
  drafts: Drafts;
  scripts: WorkerScripts;
  pageFolderOf: (runId: string) => string;
  /** The app's origin for browsers elsewhere, if it has one. */
  publicUrl?: URL;
};

/** The first label of the host of a draft's preview; ids of runs have single hyphens only. */
export const draftRun = (draft: string): string => `draft--${draft}`;

const draftRoutes = runRoutes.replace(':run', draftRun(':draft'));

/** Serves the page of each draft at an origin of its own, as workers would see it; only the app may embed it. */
export async function draftPreviews(app: FastifyInstance, settings: Settings): Promise<void> {
  const { drafts, scripts, pageFolderOf, publicUrl } = settings;
  const built = new Set(await readdir(questionPageFolder).catch(() => []));
  const crowdScript = await openCrowdScript(scripts, pageFolderOf);

  /** The draft of a request, as it was checked last. */
  function draftOf(request: FastifyRequest): Draft & Required<Pick<Draft, 'config'>> {
    const draft = drafts.draftOf((request.params as { draft: string }).draft);
    if (!draft.config) throw refuse('draft/unknown');
    return { ...draft, config: draft.config };
  }
  const framed = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header('content-security-policy', `frame-ancestors ${ancestorsOf(request.headers.host, publicUrl)}`)
      .header('cache-control', 'no-store');

  app.get(`${draftRoutes}/`, (request, reply) => {
    const { config, folder, summary } = draftOf(request);
    const send = framed(request, reply);
    if (!config.questions) return send.sendFile('index.html', join(folder, 'page'), { cacheControl: false });
    return send.type('text/html; charset=utf-8').send(questionHtml(questionPageOf(config, summary)));
  });
  app.get(`${draftRoutes}/task_config.json`, async (request, reply) =>
    framed(request, reply).send(draftOf(request).config.task_config),
  );
  app.get(`${draftRoutes}/wrap_crowd_source.js`, async (request, reply) => {
    const { id, config } = draftOf(request);
    // All of it that the script is made from.
    const described = { run: draftRun(id), config } as RunDescription;
    const script = await crowdScript.scriptFor(described, request.headers['accept-language']);
    return framed(request, reply).type('text/javascript; charset=utf-8').send(script);
  });
  for (const [file, name] of Object.entries(plainModules))
    app.get(`${draftRoutes}/${file}`, (request, reply) => {
      draftOf(request);
      return sendPlainModule(framed(request, reply), crowdScript, name);
    });
  app.get(`${draftRoutes}/*`, (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    const { folder } = draftOf(request);
    const root = built.has(path) ? questionPageFolder : join(folder, filesFolder);
    return framed(request, reply).sendFile(path, root, { cacheControl: false });
  });
}
