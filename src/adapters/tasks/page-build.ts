import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Dirent } from 'node:fs';
import { readdir, stat, utimes } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import type { OnProgress, Task } from '../../runtime/ports/tasks.ts';
import { hookPutAt, providePackages } from './page-packages.ts';
import { refuse } from './refusals.ts';

const maxShownLines = 15;
/** The lines of a stack that are in files of packages, or of Node: there are more of them than lines that are shown. */
const isOfTool = /^\s*at .*(node_modules|node:)/;

/** Whether a page can be made of this file: not of hidden files, installed packages and configs. */
const isSource = (name: string) => !/^(\.|node_modules$|manyhands\.|hydra_configs$)/.test(name);

const isFolderAt = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** The time of the newest source at or below a path, in ms since 1970; 0 if there is none. */
async function newest(path: string, leftOut: readonly string[] = []): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => isSource(name));
  // Links to folders are not followed, since they could lead in circles.
  const isSeen = async (entry: Dirent) => !entry.isSymbolicLink() || !(await isFolderAt(join(path, entry.name)));
  const seen = await Promise.all(entries.map(isSeen));
  const inside = entries
    .filter((_, n) => seen[n])
    .map(({ name }) => join(path, name))
    .filter((inner) => !leftOut.includes(inner));
  return Math.max(0, ...(await Promise.all(inside.map((inner) => newest(inner, leftOut)))));
}

/** What a task's build makes: its page and its review view, each a folder or a bundle. */
const madeBy = ({ page, taskSource, reviewPage, taskSourceReview }: Task): string[] =>
  [page ?? taskSource, reviewPage ?? taskSourceReview].filter((path) => path !== undefined);

const isPageFolder = ({ page, reviewPage }: Task, path: string) => path === page || path === reviewPage;

/** Where a task's build writes: in the folder of a bundle, except for a bundle in the task folder itself. */
export const outputsOf = (task: Task): string[] =>
  madeBy(task).map((path) => (isPageFolder(task, path) || dirname(path) === task.folder ? path : dirname(path)));

async function isUpToDate(task: Task, hook?: string): Promise<boolean> {
  const made = madeBy(task);
  const isFolder = (path: string) => isPageFolder(task, path);
  const files = await newest(task.folder, [...outputsOf(task), task.data]);
  const sources = Math.max(files, await hookPutAt(task.folder, hook));
  const ages = made.map(async (path) =>
    (await newest(isFolder(path) ? join(path, 'index.html') : path)) === 0 ? 0 : newest(path),
  );
  return (await Promise.all(ages)).every((age) => age > 0 && age >= sources);
}

/**
 * Runs the task's build command if the page is missing or older than its sources, if it was built with another hook, or if `force_rebuild`
 * is set; first installs the packages that it needs.
 */
export async function buildPage(task: Task, onProgress: OnProgress, hook?: string): Promise<void> {
  const { build: command, force_rebuild: always } = task.config;
  if (command === undefined || (!always && (await isUpToDate(task, hook)))) return;
  const run = (words: string, step: string) =>
    runCommand(words, task.folder, (line) => onProgress({ step: `${step}: ${line}` }));
  await providePackages(task.folder, (words) => run(words, 'Installing packages'), hook);
  try {
    await run(command, 'Building the page');
  } catch (error) {
    // Whatever it wrote is no page, and must not look newer than its sources.
    for (const path of madeBy(task))
      await utimes(isPageFolder(task, path) ? join(path, 'index.html') : path, 0, 0).catch(() => undefined);
    throw error;
  }
}

/** Where the programs of installed packages are, as scripts of npm find them: in this folder, and those around it. */
const programsOf = (folder: string): string[] => [
  join(folder, 'node_modules/.bin'),
  ...(folder === dirname(folder) ? [] : programsOf(dirname(folder))),
];

/** Runs a command in a folder and reports it, then each line that it prints; refuses if it fails. */
async function runCommand(command: string, folder: string, onLine: (line: string) => void): Promise<void> {
  onLine(command);
  const child = spawn(command, {
    shell: true,
    cwd: folder,
    env: { ...process.env, PATH: [...programsOf(folder), process.env.PATH].join(delimiter), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, since a build tool starts others.
    detached: process.platform !== 'win32',
  });
  // Nobody waits for it when this process ends.
  const end = () => killGroup(child);
  process.once('exit', end);
  const printed: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      const plain = stripVTControlCharacters(line).trimEnd();
      if (plain === '') return;
      if (!isOfTool.test(plain)) printed.push(plain);
      if (printed.length > maxShownLines) printed.shift();
      onLine(plain);
    });
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  process.off('exit', end);
  if (code === 0) return;
  const outcome = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  throw refuse('task/build-failed', { command, outcome, output: printed.join('\n') });
}

function killGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32') child.kill();
    else if (child.pid) process.kill(-child.pid);
  } catch {
    // It has ended.
  }
}
