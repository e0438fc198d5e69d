import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { packageFolder } from '../../src/adapters/package.ts';
import { launch } from '../api.ts';
import { chromiumFlags } from '../chromium-flags.ts';
import { range, table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';

const visits = 15;
/** A cheap telephone, beside this machine. */
const slowdown = 4;

const config = {
  task_name: 'cafes',
  task_title: 'How do people write about cafés?',
  task_description: 'Read one review and answer.',
  task_reward: 0.25,
  data: 'items.json',
  units_per_assignment: 100,
  instructions: 'Read the review, then choose.',
  contact: 'lab@example.org',
  questions: [
    { key: 'tone', label: 'How does it sound?', labels: ['positive', 'mixed', 'negative'] },
    { key: 'why', label: 'Why?', type: 'text', optional: true },
  ],
};

/** How soon workers see the page of questions and its item on a slow device, with nothing cached, and how much they load. */
export async function workerPage(): Promise<void> {
  const script = pathToFileURL(join(packageFolder, 'scripts/chromium.mjs')).href;
  const { ensureChromium } = (await import(script)) as { ensureChromium(): Promise<string | undefined> };
  const executablePath = await ensureChromium();
  if (!executablePath) return console.log('There is no Chromium here, so nothing was measured.');
  const daemon = await startChild('daemon');
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const { id } = await launch(daemon.port, writeStudy(join(daemon.folder, 'cafes')));
    const address = `http://${id}.localhost:${daemon.port}/`;
    const seen: Visit[] = [];
    for (let nth = 0; nth <= visits; nth++) seen.push(await visit(browser, `${address}?worker_id=worker-${nth}`));
    // The first one warms up the browser and the server.
    const rest = seen.slice(1);
    const of = (key: keyof Visit) => rest.map((one) => one[key]);
    table(
      `The page of two questions, ${slowdown} times slower than here: median (lowest–highest) of ${visits} visits`,
      ['', 'figure'],
      [
        ['first paint, ms', range(of('painted'))],
        ['the item is there, ms', range(of('item'))],
        ['loaded, kB gzipped', range(of('gzipped'))],
        ['loaded, kB', range(of('loaded'))],
      ],
    );
  } finally {
    await browser.close();
    await daemon.stop();
  }
}

function writeStudy(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify(config));
  writeFileSync(join(folder, 'items.json'), JSON.stringify([{ text: 'The cake was lovely and the waiter smiled.' }]));
  return folder;
}

/** Times in ms from asking for the address; sizes in kB. */
type Visit = { painted: number; item: number; gzipped: number; loaded: number };

async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const sizes: Promise<{ gzipped: number; loaded: number }>[] = [];
    page.on('response', (response) => {
      const measure = (body: Buffer) => ({ gzipped: gzipSync(body).length / 1000, loaded: body.length / 1000 });
      const nothing = { gzipped: 0, loaded: 0 };
      if (!response.url().startsWith('data:')) sizes.push(response.body().then(measure, () => nothing));
    });
    const debug = await context.newCDPSession(page);
    await debug.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(address);
    await page.locator('.item').first().waitFor();
    const item = Number(await page.evaluate('performance.now()'));
    const painted = Number(
      await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"),
    );
    const all = await Promise.all(sizes);
    const sum = (key: 'gzipped' | 'loaded') => all.reduce((total, one) => total + one[key], 0);
    return { painted, item, gzipped: sum('gzipped'), loaded: sum('loaded') };
  } finally {
    await context.close();
  }
}
