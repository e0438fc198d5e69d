import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { packageFolder } from '../src/adapters/package.ts';
import { openDaemon } from '../src/main.ts';
import { readSettings } from '../src/startup/config.ts';
import { json, launch, lines, settled } from './api.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { openWorker } from './crowd/worker.ts';
import { openTempFolder } from './temp-folder.ts';

/** `npm run pictures`: draws the pictures of the README and of docs/first-study.md from the app as it is, with a small crowd in the first example. */

const workers = ['ada', 'bob', 'cara', 'dan', 'eve', 'finn'];
const unitsPerWorker = 12;
const genres = ['Drama', 'Comedy', 'Thriller', 'Documentary', 'Horror'];
const reviewer = 'anna';

/** The study of docs/first-study.md. */
const reviews = `text
"Lovely cake, friendly people, and a cat by the window."
"The coffee was cold, but the music was good."
"We waited for forty minutes, and nobody came."
`;
const cafes = {
  task_name: 'cafes',
  task_title: 'How do people write about cafés?',
  task_description: 'Read a review, then answer two questions about it.',
  task_reward: 0.25,
  data: 'reviews.csv',
  units_per_assignment: 5,
  instructions: 'Judge the words, not the café.',
  contact: 'lab@example.org',
  questions: [
    { key: 'tone', label: 'How does it sound?', labels: ['positive', 'mixed', 'negative'] },
    { key: 'stars', label: 'How many stars would the writer give?', scale: 5 },
  ],
};

const temp = openTempFolder();
const { cacheFolder } = readSettings(process.env);
const daemon = await openDaemon({
  dataFolder: join(temp.path, 'data'),
  cacheFolder,
  port: 0,
  announced: false,
  notify: () => undefined,
});
const { port, url } = daemon;
try {
  console.log('Launching the first example.');
  const run = await launch(port, join(packageFolder, 'examples/01-first-task'));
  console.log(`${workers.length} workers submit ${unitsPerWorker} films each.`);
  await Promise.all(workers.map((name, nth) => work(run.id, name, nth)));
  await review(run.id);
  await draw(run.id);
} finally {
  await daemon.stop();
  await temp.close();
}
process.exit(process.exitCode ?? 0);

/** Works as people do, a few seconds a film, and leaves the last one open. */
async function work(run: string, name: string, nth: number): Promise<void> {
  const worker = openWorker(port, run, name);
  for (let unit = 0; unit < unitsPerWorker; unit++) {
    const assigned = await worker.arrive();
    if (!assigned) break;
    await pause(1500 + ((unit * 7 + nth * 3) % 5) * 500);
    const { row, title } = assigned.data as { row: number; title: string };
    const genre = genres[(title.length + (unit % 4 === 3 ? nth : 0)) % genres.length];
    await worker.submit(assigned, { row, genre, knewFilm: title.length % 3 === 0 });
  }
  if (nth === 0) await worker.arrive();
  worker.close();
}

async function review(run: string): Promise<void> {
  await settled(port);
  const path = `/api/units?run=${run}&status=completed&limit=1000`;
  const { units } = await json<{ units: { id: string }[] }>(port, path);
  const ids = units.map(({ id }) => id);
  const groups = { accepted: ids.slice(0, 21), soft_rejected: ids.slice(21, 24), rejected: ids.slice(24, 26) };
  for (const [decision, units] of Object.entries(groups))
    for await (const line of lines(port, 'POST', '/api/verdicts', { decision, units, note: 'Looked at.' }))
      if ('error' in line) throw new Error(JSON.stringify(line.error));
  await settled(port);
}

async function draw(run: string): Promise<void> {
  // The script lies beside the sources, and this runs from the build.
  const script = pathToFileURL(join(packageFolder, 'scripts/chromium.mjs')).href;
  const { ensureChromium } = (await import(script)) as { ensureChromium(): Promise<string | undefined> };
  const executablePath = await ensureChromium();
  if (!executablePath) throw new Error('There is no Chromium here.');
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  const context = await browser.newContext({ colorScheme: 'light' });
  await context.addInitScript(`localStorage.setItem('manyhands.reviewer', '${reviewer}')`);
  const page = await context.newPage();
  const folder = join(packageFolder, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  for (const [name, address, height] of [
    ['overview', '/', 530],
    ['review', `/review?run=${run}`, 680],
  ] as const) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(`${url}${address}`);
    await page.locator('main h1').waitFor();
    await pause(2000);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/pictures/${name}.png is current.`);
  }
  await drawFirstStudy(page, folder);
  await browser.close();
}

/** Draws how a study is made in the browser, and what its workers see. */
async function drawFirstStudy(page: Page, folder: string): Promise<void> {
  const study = join(temp.path, 'cafes');
  mkdirSync(study);
  writeFileSync(join(study, 'reviews.csv'), reviews);
  writeFileSync(join(study, 'manyhands.yaml'), JSON.stringify(cafes));

  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}tasks/new`);
  await page.locator('input[type=file]').first().setInputFiles(join(study, 'reviews.csv'));
  await page.locator('iframe').waitFor();
  await pause(2000);
  await page.screenshot({ path: join(folder, 'new-task.png') });
  console.log('docs/pictures/new-task.png is current.');

  const { id } = await launch(port, study);
  await page.setViewportSize({ width: 620, height: 720 });
  await page.goto(`http://${id}.localhost:${port}/?worker_id=ada`);
  await page.locator('.item').waitFor();
  await pause(500);
  await page.screenshot({ path: join(folder, 'worker-page.png') });
  console.log('docs/pictures/worker-page.png is current.');
}
