import { ask, json } from '../api.ts';
import { type BigStudy, unitOfStudy } from '../big-study.ts';
import { megabytes, quantile, range, spread, table } from '../figures.ts';
import { withLargeDaemon } from '../large-daemon.ts';
import { openScreens, type Visit } from '../screens.ts';

const rounds = 40;
const visits = 5;

/** What a requester and a reviewer wait for with a large study behind them: each page of the API, each screen of the app. */
export const desk = (): Promise<void> =>
  withLargeDaemon(async (port, study) => {
    await pages(port, study);
    await screens(port, study);
  });

async function pages(port: number, study: BigStudy): Promise<void> {
  const { run } = study;
  const unit = unitOfStudy(study, 0.5);
  const assignment = unit.slice(0, unit.lastIndexOf('.'));
  const worker = await someWorker(port, run);
  const deep = await deepCursor(port, `/api/units?run=${run}&limit=1000`, 20);
  const paths = [
    '/api/overview',
    '/api/runs',
    `/api/units?run=${run}`,
    `/api/units?run=${run}&cursor=${deep}`,
    `/api/units?run=${run}&status=completed&sort=newest`,
    `/api/units?run=${run}&status=accepted,rejected&sort=slowest`,
    `/api/units?task=big&worker=${worker}`,
    `/api/units?task=big&second_opinion=true`,
    `/api/units?run=${run}&sort=slowest`,
    `/api/units?run=${run}&search=word%20437`,
    `/api/units?run=${run}&search=nowhere`,
    `/api/units?search=sentence`,
    `/api/units?run=${run}&search=sentence&cursor=${deep}`,
    `/api/units?run=${run}&search=b%20i&sort=newest`,
    `/api/units?run=${run}&search=sentence&sort=slowest`,
    `/api/units?run=${run}&search=sentence&status=rejected`,
    `/api/units?task=big&search=sentence&worker=${worker}`,
    `/api/units/${unit}`,
    `/api/queue?run=${run}&by=worker&order=fewest`,
    `/api/queue?run=${run}&by=worker&order=worst`,
    `/api/queue?task=big&by=item&order=oldest`,
    `/api/items?run=${run}`,
    `/api/items?assignment=${assignment}`,
    `/api/workers?task=big`,
    `/api/workers?run=${run}&sort=rejected`,
    `/api/workers/${worker}`,
    '/api/qualifications',
    `/api/bonuses?run=${run}`,
    `/api/statistics?run=${run}`,
    `/api/quality?run=${run}&question=label`,
    `/api/opinions?run=${run}`,
  ];
  await measurePages(port, study, paths);
}

/** The times of pages of the API: the first answer, and those after it. */
export async function measurePages(port: number, { run }: BigStudy, paths: readonly string[]): Promise<void> {
  const rows: string[][] = [];
  for (const path of paths) {
    const began = performance.now();
    await whole(port, path);
    const first = performance.now() - began;
    const times: number[] = [];
    let bytes = 0;
    for (let nth = 0; nth < rounds; nth++) {
      const asked = performance.now();
      bytes = await whole(port, path);
      times.push(performance.now() - asked);
    }
    const p95 = quantile(
      times.toSorted((one, other) => one - other),
      0.95,
    );
    rows.push([
      path.replaceAll(run, 'RUN').slice(0, 62),
      first.toFixed(0),
      spread(times),
      megabytes(bytes),
      mark(p95, 100),
    ]);
  }
  table('API pages: first answer; then p50 / p95 / p99 in ms', ['page', 'first', 'then', 'size', ''], rows);
}

async function screens(port: number, study: BigStudy): Promise<void> {
  const { run } = study;
  const unit = unitOfStudy(study, 0.5);
  const worker = await someWorker(port, run);
  const card = '.card';
  const answer = '[aria-label="Answer"]';
  const row = 'tbody td';
  const addresses = [
    ['/', card],
    [`/runs/${run}`, card],
    [`/review?run=${run}`, answer],
    [`/review?run=${run}&by=item`, answer],
    [`/units?run=${run}`, row],
    [`/units?run=${run}&search=sentence`, row],
    [`/units/${unit}`, answer],
    [`/items?run=${run}`, card],
    [`/workers?run=${run}`, row],
    [`/workers/${worker}`, card],
    ['/qualifications', card],
    [`/statistics?run=${run}`, card],
    [`/quality?run=${run}`, card],
    [`/opinions?run=${run}`, card],
    [`/export?run=${run}`, 'button'],
    ['/users', 'button'],
  ] as const;
  await measureScreens(port, study, addresses);
}

/** With each address, what one comes for. */
type Addresses = readonly (readonly [address: string, wanted: string])[];

/** How long screens take with an empty cache. */
export async function measureScreens(port: number, { run }: BigStudy, addresses: Addresses): Promise<void> {
  const browser = await openScreens(port);
  if (!browser) return console.log('\n  No Chromium here: the screens were not measured.');
  const worker = await someWorker(port, run);
  const rows: string[][] = [];
  try {
    for (const [address, wanted] of addresses) {
      const seen: Visit[] = [];
      for (let nth = 0; nth < visits; nth++) seen.push(await browser.visit(address, wanted));
      const useful = seen.map((one) => one.useful);
      const name = address.replaceAll(run, 'RUN').replaceAll(worker, 'WORKER');
      rows.push([name, range(useful), range(seen.map((one) => one.whole)), mark(middleOf(useful), 1000)]);
    }
  } finally {
    browser.close();
  }
  table(
    'Screens: ms from asking for the address, with an empty cache, until what one came for is painted, and until nothing loads any more',
    ['screen', 'useful', 'whole', ''],
    rows,
  );
}

const middleOf = (times: readonly number[]) =>
  quantile(
    times.toSorted((one, other) => one - other),
    0.5,
  );
/** The worker of a run who did most. */
export async function someWorker(port: number, run: string): Promise<string> {
  const { workers } = await json<{ workers: { id: string }[] }>(port, `/api/workers?run=${run}&limit=1`);
  return workers[0]?.id ?? '';
}

const mark = (value: number, most: number) => (value <= most ? '' : `above ${most}`);

async function whole(port: number, path: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of ask(port, 'GET', path)) bytes += chunk.length;
  return bytes;
}

/** The cursor some pages into a list. */
async function deepCursor(port: number, path: string, depth: number): Promise<string> {
  let cursor = '';
  for (let nth = 0; nth < depth; nth++) {
    const page = await json<{ cursor?: string }>(port, `${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (!page.cursor) break;
    cursor = page.cursor;
  }
  return encodeURIComponent(cursor);
}
