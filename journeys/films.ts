import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { lines, type RunRow } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { providePackages } from '../src/adapters/tasks/page-packages.ts';
import type { TestDaemon } from './daemon.ts';

/** The folder of the first example, in which people say what kind of film a title promises. */
export const firstTask = join(packageFolder, 'examples/01-first-task');

export type LaunchedRun = RunRow & { worker_url: string };
type Overrides = Record<string, string>;

/** Launches a task folder with settings over those of its config, or of another config that it names. */
export async function launchWith(
  port: number,
  folder: string,
  overrides: Overrides = {},
  config?: string,
): Promise<LaunchedRun> {
  for await (const { run, error } of lines(port, 'POST', '/api/runs', { folder, overrides, config })) {
    if (error) throw new Error(JSON.stringify(error));
    if (run) return run as LaunchedRun;
  }
  throw new Error('The launch ended without a run.');
}

/** Builds the page of the first example into a folder of its own, so that journeys side by side share none. */
export async function buildFirstPage(folder: string): Promise<string> {
  const page = join(folder, 'page');
  await providePackages(firstTask, async (command) => {
    throw new Error(`The packages of the first example are missing: ${command}`);
  });
  await build({ root: firstTask, logLevel: 'silent', build: { outDir: page } });
  return page;
}

/** Launches the first example with films of these titles, one worker each, and a page that was built before. */
export function launchFilms(daemon: TestDaemon, page: string, titles: string[], overrides: Overrides = {}) {
  const data = join(daemon.folder, `films-${titles.length}.json`);
  mkdirSync(daemon.folder, { recursive: true });
  writeFileSync(data, JSON.stringify(titles.map((title, row) => ({ row, title, year: 1990 + row }))));
  return launchWith(daemon.port, firstTask, { data, page, build: '', units_per_assignment: '1', ...overrides });
}

/** The title of the film on the page, once there is one; another than `before`, if that is given. */
export async function filmOn(page: Page, before?: string): Promise<string> {
  const film = page.locator('form h1');
  await film.filter(before === undefined ? {} : { hasNotText: exactly(before) }).waitFor();
  return film.innerText();
}

const exactly = (text: string) => new RegExp(`^${text.replace(/[^\w ]/g, '\\$&')}$`);

/** Answers the film on the page with number keys and Enter; gives its title, once the next page is there. */
export async function labelByKeyboard(page: Page, genre: number): Promise<string> {
  const film = await filmOn(page);
  await page.keyboard.press(String(genre));
  await page.keyboard.press('Enter');
  await page
    .locator('h1')
    .filter({ hasNotText: exactly(film) })
    .waitFor();
  return film;
}
