import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as drafts from '../../../api/drafts.ts';
import * as api from '../../../api/tasks.ts';
import { textOutside } from '../../../events/outside.ts';
import { exampleFolder } from '../../package.ts';
import type { Drafts } from '../../saved-tasks/drafts.ts';
import { refuse } from '../../saved-tasks/refusals.ts';
import type { SavedTasks } from '../../saved-tasks/saved-tasks.ts';
import { callerOf, isOwnerHere } from '../http/caller.ts';
import { bytesOf, withFileBodies } from '../http/file-bodies.ts';
import { serve } from '../http/serve.ts';
import { draftRun } from './draft-previews.ts';
import { refusalOutside, type SendLaunch } from './launching.ts';

type Settings = {
  drafts: Drafts;
  savedTasks: SavedTasks;
  sendLaunch: SendLaunch;
  urlOf: (runId: string) => string;
};

/** The same work, whose refusals name no folders of this machine to callers elsewhere. */
const outside = <Result>(request: FastifyRequest, work: Promise<Result>): Promise<Result> =>
  work.catch((error) => {
    throw isOwnerHere(callerOf(request)) ? error : refusalOutside(error);
  });

/** Tasks that are made and kept here: drafts, saved tasks, and launches of them. */
export async function tasksApi(app: FastifyInstance, settings: Settings): Promise<void> {
  const { savedTasks, sendLaunch } = settings;
  await draftsApi(app, settings);

  /** A saved task as its caller may see it. */
  const shown = (task: api.SavedTask, request: FastifyRequest): api.SavedTask =>
    isOwnerHere(callerOf(request))
      ? task
      : { ...task, folder: null, problem: task.problem && textOutside(task.problem) };

  serve(app, api.listTasks, async ({ request }) => ({
    tasks: (await savedTasks.list()).map((task) => shown(task, request)),
    example: existsSync(exampleFolder) ? basename(exampleFolder) : null,
  }));
  serve(app, api.saveTask, async ({ body: { draft, name, ...wishes }, request }) => {
    const move = (ready: string) => savedTasks.place(ready, name);
    const place = savedTasks.placeOf(name);
    await outside(request, settings.drafts.finish(draft, { name, wishes, place, move }));
    return shown(await savedTasks.rowOf(name), request);
  });
  serve(app, api.retitleTask, async ({ params, body, request }) =>
    shown(await outside(request, savedTasks.retitle(params.task, body.title)), request),
  );
  serve(app, api.copyTask, async ({ params, body, request }) =>
    shown(await outside(request, savedTasks.copy(params.task, body.name, body.title)), request),
  );
  serve(app, api.launchTask, ({ params, body, ...exchange }) => {
    const { rules } = body ?? {};
    const overrides = rules === undefined ? {} : { overrides: { rules } };
    return sendLaunch(exchange, { folder: savedTasks.folderOf(params.task), ...overrides });
  });
  serve(app, api.launchExample, ({ params, ...exchange }) => {
    if (params.example !== basename(exampleFolder) || !existsSync(exampleFolder))
      throw refuse('task/no-example', params);
    return sendLaunch(exchange, { folder: exampleFolder });
  });
}

/** How much of a value of the first item is shown, in characters. */
const shownChars = 200;

const shownValue = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, shownChars);

async function draftsApi(app: FastifyInstance, { drafts: all, urlOf }: Settings): Promise<void> {
  serve(app, drafts.checkDraft, async ({ params: { draft }, body, request }) => ({
    ...(await outside(request, all.check(draft, body))),
    preview_url: `${urlOf(draftRun(draft))}?preview`,
  }));

  await withFileBodies(app, (scope) => {
    serve(scope, drafts.beginDraft, async ({ query, request }) => {
      const { id, keys, summary } = await outside(request, all.begin(query.file, bytesOf(request)));
      const first = Object.entries(summary.first).map(([key, value]) => [key, shownValue(value)]);
      return { id, items: summary.length, keys: [...keys], first: Object.fromEntries(first) };
    });
    serve(scope, drafts.addDraftFile, ({ params: { draft }, query: { path }, request }) =>
      outside(request, all.addFile(draft, path, bytesOf(request))),
    );
  });
}
