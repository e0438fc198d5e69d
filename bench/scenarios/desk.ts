import { ask, json } from '../api.ts';
import { withBigHouse } from '../big-house.ts';
import { type BigStudy, unitOfStudy } from '../big-study.ts';
import { megabytes, quantile, spread, table } from '../figures.ts';
import { openScreens } from '../screens.ts';

const rounds = 40;
const visits = 3;

/** What a requester and a reviewer wait for with a large study behind them: each page of the API, each screen of the app. */
export const desk = (): Promise<void> =>
  withBigHouse(async (port, study) => {
    await pages(port, study);
    await screens(port, study);
  });

async function pages(port: number, study: BigStudy): Promise<void> {
  const { run } = study;
  const unit = unitOfStudy(study, 0.5);
  const assignment = unit.slice(0, unit.lastIndexOf('.'));
  const [middle] = await json<{ workers: { id: string }[] }>(port, `/api/workers?run=${run}&limit=1`).then(
    ({ workers }) => workers,
  );
  const deep = await deepCursor(port, `/api/units?run=${run}&limit=1000`, 20);
  const paths = [
    '/api/overview',
    '/api/runs',
    `/api/units?run=${run}`,
    `/api/units?run=${run}&cursor=${deep}`,
    `/api/units?run=${run}&status=completed&sort=newest`,
    `/api/units?run=${run}&status=accepted,rejected&sort=slowest`,
    `/api/units?task=big&worker=${middle?.id}`,
    `/api/units?task=big&second_opinion=true`,
    `/api/units?run=${run}&search=word%20437`,
    `/api/units?run=${run}&search=nowhere`,
    `/api/units?search=sentence`,
    `/api/units?run=${run}&search=sentence&cursor=${deep}`,
    `/api/units?run=${run}&search=b%20i&sort=newest`,
    `/api/units?run=${run}&search=sentence&sort=slowest`,
    `/api/units?run=${run}&search=sentence&status=rejected`,
    `/api/units?task=big&search=sentence&worker=${middle?.id}`,
    `/api/units/${unit}`,
    `/api/queue?run=${run}&by=worker&order=fewest`,
    `/api/queue?run=${run}&by=worker&order=worst`,
    `/api/queue?task=big&by=item&order=oldest`,
    `/api/items?run=${run}`,
    `/api/items?assignment=${assignment}`,
    `/api/workers?task=big`,
    `/api/workers?run=${run}&sort=rejected`,
    `/api/workers/${middle?.id}`,
    '/api/qualifications',
    `/api/bonuses?run=${run}`,
    `/api/statistics?run=${run}`,
    `/api/quality?run=${run}&question=label`,
    `/api/opinions?run=${run}`,
  ];
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
    const isSlow = quantile(
      times.toSorted((one, other) => one - other),
      0.95,
    );
    rows.push([
      path.replaceAll(run, 'RUN').slice(0, 62),
      first.toFixed(0),
      spread(times),
      megabytes(bytes),
      mark(isSlow, 100),
    ]);
  }
  table('API pages: first answer; then p50 / p95 / p99 in ms', ['page', 'first', 'then', 'size', ''], rows);
}

async function screens(port: number, study: BigStudy): Promise<void> {
  const browser = await openScreens();
  if (!browser) return console.log('\n  No Chromium here: the screens were not measured.');
  const { run } = study;
  const unit = unitOfStudy(study, 0.5);
  const addresses = [
    '/',
    `/runs/${run}`,
    `/review?run=${run}`,
    `/review?run=${run}&by=item`,
    `/units?run=${run}`,
    `/units/${unit}`,
    `/items?run=${run}`,
    `/workers?run=${run}`,
    '/qualifications',
    `/statistics?run=${run}`,
    `/quality?run=${run}`,
    `/opinions?run=${run}`,
    '/export',
  ];
  const rows: string[][] = [];
  try {
    for (const address of addresses) {
      const times: number[] = [];
      for (let nth = 0; nth < visits; nth++)
        times.push(await browser.firstUsefulPaint(`http://localhost:${port}${address}`));
      const sorted = times.toSorted((one, other) => one - other);
      const middle = quantile(sorted, 0.5);
      rows.push([address.replaceAll(run, 'RUN'), times.map((time) => time.toFixed(0)).join(' · '), mark(middle, 1000)]);
    }
  } finally {
    await browser.close();
  }
  table(
    'Screens: ms from asking for the address until its content is there, with an empty cache',
    ['screen', 'ms', ''],
    rows,
  );
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
