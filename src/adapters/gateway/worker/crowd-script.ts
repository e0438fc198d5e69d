import { readFile } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { PageFrame, PageTexts, WorkerPage } from '../../../api/worker-page.ts';
import type { SignalName } from '../../../events/signals.ts';
import type { RunDescription } from '../../../runtime/calls.ts';
import { hasFrame } from '../../../runtime/config/frame-keys.ts';
import type { TaskConfig } from '../../../runtime/config/task-keys.ts';
import { chooseTexts, isOfDeadLink } from '../../page-texts.ts';
import { type FrameFile, frameFileIn } from '../../tasks/frame-file.ts';
import { jsonInScript } from '../../tasks/html-text.ts';

/**
 * The scripts that worker pages load first: those of every page, in order, the one that counts signals, the one that opens pages again in a run for
 * development, the one that draws the frame, and those that pages without React import.
 */
export type WorkerScripts = {
  always: readonly string[];
  signals: string;
  development: string;
  frame: string;
  plain: string;
  chat: string;
};

type PlainModule = 'plain' | 'chat';

const maxRuns = 1000;

/** Makes `/wrap_crowd_source.js`: what the page gets of its run, in the worker's language, and the scripts. */
export async function openCrowdScript(scripts: WorkerScripts, pageFolderOf: (run: string) => string) {
  const always = (await Promise.all(scripts.always.map((file) => readFile(file, 'utf8')))).join('\n');
  const signals = await readFile(scripts.signals, 'utf8');
  const development = await readFile(scripts.development, 'utf8');
  // Read when a page first needs it: it is built.
  let frame: Promise<string> | undefined;
  const modules = new Map<PlainModule, Promise<string>>();
  const files = new LRUCache<string, Promise<FrameFile>>({ max: maxRuns });

  function fileOf(run: string): Promise<FrameFile> {
    const reading = files.get(run) ?? frameFileIn(pageFolderOf(run));
    files.set(run, reading);
    reading.catch(() => files.delete(run));
    return reading;
  }

  return {
    /** `who` has the worker of the browser, null for nobody, in a run that knows its workers. */
    async scriptFor(
      description: RunDescription,
      acceptedLanguages?: string,
      who: Pick<WorkerPage, 'worker' | 'place' | 'receipt'> = {},
    ): Promise<string> {
      const { run, config, developedPage } = description;
      const isDeveloped = developedPage !== undefined;
      // The page of a run for development is replaced.
      const file = await (isDeveloped ? frameFileIn(pageFolderOf(run)) : fileOf(run));
      const page = { ...workerPageOf(description, file, acceptedLanguages), ...who };
      const own = `window.manyhandsPage = ${jsonInScript(page)};`;
      const pieces = [own, always, ...(page.signals ? [signals] : []), ...(isDeveloped ? [development] : [])];
      if (!hasFrame(config)) return pieces.join('\n');
      frame ??= readFile(scripts.frame, 'utf8');
      return [...pieces, await frame].join('\n');
    },
    /** The functions that a page without React imports, as one module. */
    plainModule(name: PlainModule): Promise<string> {
      const module = modules.get(name) ?? readFile(scripts[name], 'utf8');
      modules.set(name, module);
      return module;
    },
    /** The texts of a run's pages in the worker's language. */
    textsFor: async (run: string, acceptedLanguages?: string) =>
      chooseTexts(acceptedLanguages, (await fileOf(run)).languages),
  };
}

/** The modules that pages without React import, by the name under which every run has them. */
export const plainModules: Readonly<Record<string, PlainModule>> = {
  'manyhands-hooks.js': 'plain',
  'manyhands-chat.js': 'chat',
};

/** Sends a module that a page without React imports. */
export const sendPlainModule = async (
  reply: FastifyReply,
  scripts: Pick<Awaited<ReturnType<typeof openCrowdScript>>, 'plainModule'>,
  name: PlainModule,
): Promise<FastifyReply> =>
  reply
    .type('text/javascript; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(await scripts.plainModule(name));

/** What the page of a run gets; a config that was recorded by an earlier version lacks later keys. */
function workerPageOf(
  { run, config, developedPage }: Pick<RunDescription, 'run' | 'config' | 'developedPage'>,
  file: FrameFile,
  acceptedLanguages?: string,
): WorkerPage {
  const { languages, ...texts } = file;
  const chosen = chooseTexts(acceptedLanguages, languages);
  // A place at a provider is for one unit.
  const stays = config.offers !== undefined || (config.after_submission ?? 'next') !== 'next';
  const frame = hasFrame(config) ? { frame: frameOf(config, texts) } : {};
  const developed = developedPage === undefined ? {} : { developedPage };
  const signals = signalsOn(config.signals ?? [], chosen);
  return { run, ...chosen, texts: ofPages(chosen.texts), stays, ...signals, ...developed, ...frame };
}

/** The texts without those of dead links and of receipts, which no page of a task shows, and those of signals, which come as one sentence. */
const ofPages = (texts: PageTexts): PageTexts =>
  Object.fromEntries(Object.entries(texts).filter(([key]) => !isOfDeadLink(key) && !/^(signal|receipt)/.test(key)));

/** What the page counts, with the sentence that tells its workers. */
function signalsOn(names: readonly SignalName[], { texts, lang }: Pick<WorkerPage, 'texts' | 'lang'>) {
  if (names.length === 0) return {};
  const textOf = (name: SignalName) => texts[`signal${name[0]?.toUpperCase()}${name.slice(1)}`] ?? name;
  const things = new Intl.ListFormat(lang).format(names.map(textOf));
  return { signals: { names, says: (texts.signals ?? '').replace('{things}', () => things) } };
}

function frameOf(config: TaskConfig, texts: Omit<FrameFile, 'languages'>): PageFrame {
  const { task_title: title, task_reward: amount, currency, contact, opinion } = config;
  return {
    title,
    ...(amount ? { pay: { amount, currency } } : {}),
    minutes: Math.ceil(config.assignment_duration_in_seconds / 60),
    saysReasons: config.questions === undefined,
    ...(contact ? { contact } : {}),
    ...(opinion ? { opinion } : {}),
    ...texts,
  };
}
