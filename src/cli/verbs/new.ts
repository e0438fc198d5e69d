import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { openItems } from '../../adapters/tasks/items.ts';
import { keysInOrder } from '../../adapters/tasks/new-task/keys-in-order.ts';
import { sampleKeys, sampleOf } from '../../adapters/tasks/new-task/samples.ts';
import { filesFolder, taskFiles } from '../../adapters/tasks/new-task/task-files.ts';
import { clearNameRule, hasTaskFolder, isClearName, slugOf, taskFolderRule } from '../../api/names.ts';
import {
  dataFileName,
  defaultsFor,
  hasLabels,
  hasMedia,
  labelsIn,
  mediaKinds,
  type TaskKind,
  taskKinds,
} from '../../api/new-task.ts';
import type { TaskConfig } from '../../runtime/config/task-keys.ts';
import { type Context, examples } from '../connection/context.ts';
import { keysText, keysWarning } from '../connection/launch.ts';
import { askForWishes, type Wishes } from '../new-task/ask.ts';
import { calledAs, hint, quoted } from '../terminal/called-as.ts';
import { openQuestions } from '../terminal/questions.ts';
import { refuse } from '../terminal/refusals.ts';
import { counted } from '../terminal/text.ts';

type Options = {
  kind?: TaskKind;
  media?: (typeof mediaKinds)[number];
  title?: string;
  labels?: string;
  data?: string;
  gold?: string;
};

/** `manyhands new <name>`: a task folder to begin with. */
export function addNew(program: Command, context: Context): void {
  program
    .command('new')
    .description('make a small task folder to begin with; it asks for what is not given')
    .argument('<name>', 'the name of the task, which is also the name of its new folder')
    .addOption(new Option('--kind <kind>', 'what workers do').choices(taskKinds))
    .addOption(new Option('--media <media>', 'what the items are').choices(mediaKinds))
    .option('--title <title>', 'the title that workers see')
    .option('--labels <labels>', 'the labels to choose from, with commas between them')
    .option('--data <file>', 'the items: a .csv, .tsv, .json or .jsonl file, which is copied into the folder')
    .option('--gold <key>', 'the key of the data that holds right answers; workers never see it')
    .addHelpText(
      'after',
      examples('manyhands new my-study', 'manyhands new cafes --kind choice --labels good,bad --data reviews.csv'),
    )
    .action(async (name: string, options: Options) => {
      const folder = resolve(name);
      await requireNew(folder, name);
      const data = options.data === undefined ? undefined : await readData(resolve(options.data));
      if (options.gold !== undefined && !data?.keys.includes(options.gold))
        throw refuse('task/no-gold-key', { key: options.gold, keys: data?.keys ?? [] });
      const wishes = await complete(context, options);
      requireClearTitle(wishes.title);
      const shown = relative(process.cwd(), folder) || folder;
      await writeTask({ folder, shown, wishes, data });
      const items = data ? `, with ${counted(data.length, 'item')} in ${data.file} (${keysText(data.keys)})` : '';
      const { kind = 'choice', media } = wishes;
      const labels =
        hasLabels(kind) && !wishes.labels
          ? [`Its labels are ${defaultsFor(kind, media).labels.join(', ')}; change them in manyhands.yaml.`]
          : [];
      const { print, notify } = context.terminal;
      await print(`Made ${shown}${items}.`);
      for (const line of [...keysWarning(data?.keys ?? []), ...labels]) notify(line);
      await print(`Look at it, change it, and launch it with:\n\n  ${hint('dev', shown)}\n  ${hint('run', shown)}`);
    });
}

type Data = {
  path: string;
  file: string;
  keys: readonly string[];
  length: number;
  first: Record<string, unknown>;
};

/** Writes the files of the task, with its data or with sample items. */
async function writeTask(made: { folder: string; shown: string; wishes: Wishes; data?: Data }): Promise<void> {
  const { folder, shown, wishes, data } = made;
  const { kind = 'choice', gold } = wishes;
  const media = hasMedia(kind) ? (wishes.media ?? 'text') : 'text';
  const sample = data ? { files: {} } : sampleOf(kind, media);
  if (!sample) throw refuse('task/no-sample', { media });
  const hasFiles = media !== 'text';
  const task = {
    ...{ name: slugOf(basename(folder)), kind, media, gold },
    title: wishes.title || defaultsFor(kind, media).title,
    labels: wishes.labels ?? defaultsFor(kind, media).labels,
    data: data
      ? { file: data.file, keys: keysInOrder(data, { kind, media, gold }) }
      : { file: 'items.csv', keys: sampleKeys(kind, media) },
  };
  const texts: Record<string, string> = taskFiles(task, { program: calledAs, folder: quoted(shown) }, hasFiles);
  if ('csv' in sample) texts['items.csv'] = sample.csv;
  for (const [file, text] of Object.entries(sample.files)) texts[`${filesFolder}/${file}`] = text;
  await write(folder, texts);
  if (hasFiles) await mkdir(join(folder, filesFolder), { recursive: true });
  if (data) await copyFile(data.path, join(folder, data.file));
}

/** What was given and, in a terminal or from a pipe, what is answered to questions. */
async function complete({ terminal }: Context, { labels, data: _, ...given }: Options): Promise<Wishes> {
  const said = { ...given, ...(labels === undefined ? {} : { labels: labelsIn(labels) }) };
  if (said.labels && said.labels.length < 2) throw refuse('task/few-labels', { labels: labels ?? '' });
  const isComplete = said.kind && (said.labels || !hasLabels(said.kind) || !terminal.input.isTTY);
  if (isComplete) return said;
  const questions = openQuestions(terminal, new AbortController().signal);
  try {
    return await askForWishes(questions, said);
  } finally {
    questions.close();
  }
}

/** A launch refuses titles without anything to see, and workers would read a path of this machine in place of `${task_dir}`. */
function requireClearTitle(title: string | undefined): void {
  if (!title) return;
  if (!isClearName(title)) throw refuse('task/bad-title', { reason: clearNameRule });
  if (hasTaskFolder(title)) throw refuse('task/bad-title', { reason: taskFolderRule });
}

/** Why no folder can be made at a path, by the code of the error. */
const noPlace: Partial<Record<string, string>> = {
  ENAMETOOLONG: 'a name in it is too long',
  ENOTDIR: 'a file is where a folder should be',
  ELOOP: 'its links lead in a circle',
};

async function requireNew(folder: string, name: string): Promise<void> {
  if (name.trim() === '' || slugOf(basename(folder)) === '') throw refuse('task/bad-name', { name });
  const found = await stat(folder).catch(({ code }) => {
    const reason = noPlace[code];
    if (reason !== undefined) throw refuse('data/not-writable', { place: name, reason });
  });
  if (found && (!found.isDirectory() || (await readdir(folder)).length > 0))
    throw refuse('task/folder-exists', { folder: name });
}

/** The keys and the number of the items in a data file. */
async function readData(path: string): Promise<Data> {
  if (!(await stat(path).catch(() => undefined))?.isFile()) throw refuse('task/no-data-file', { file: path });
  const file = dataFileName(basename(path));
  if (!['.csv', '.tsv', '.json', '.jsonl'].includes(extname(file))) throw refuse('task/no-data-file', { file: path });
  const items = await openItems({ folder: dirname(path), data: path, config: {} as TaskConfig });
  const { keys, length = 0, first = {} } = (await items.summarize()) ?? {};
  return { path, file, keys: keys ?? Object.keys(first), length, first };
}

async function write(folder: string, texts: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(texts)) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  }
}
