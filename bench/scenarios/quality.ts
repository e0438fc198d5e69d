import { ask } from '../api.ts';
import { megabytes, spread, table } from '../figures.ts';
import { units, withLargeDaemon } from '../large-daemon.ts';

const rounds = 40;
/** How often a small request is sent while figures are computed, in ms. */
const probing = 10;

/** How long the figures of a large study take the first time and then, and how long others wait meanwhile. */
export const quality = (): Promise<void> =>
  withLargeDaemon(async (port, { run }) => {
    const of = (query: string) => `/api/quality?run=${run}&question=label${query}`;
    const paths: [string, string][] = [
      ['by majority, first of all', of('&method=majority')],
      ['by Dawid–Skene', of('')],
      ['by MACE', of('&method=mace')],
      ['by GLAD', of('&method=glad')],
      ['another question, ordinal', `/api/quality?run=${run}&question=confidence&level=ordinal`],
      ['statistics', `/api/statistics?run=${run}`],
      ['statistics of everything', '/api/statistics'],
      ['one answer for each item', `/api/quality/aggregates?run=${run}&question=label`],
      ['opinions', `/api/opinions?run=${run}`],
      ['opinions of a kind there is none of', `/api/opinions?run=${run}&kind=tip`],
    ];
    const rows: string[][] = [['(nothing)', '', '', '', await waited(port, pause)]];
    for (const [name, path] of paths) {
      let first = 0;
      let bytes = 0;
      const others = await waited(port, async () => {
        const began = performance.now();
        bytes = await whole(port, path);
        first = (performance.now() - began) / 1000;
      });
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const began = performance.now();
        await whole(port, path);
        times.push(performance.now() - began);
      }
      rows.push([name, `${first.toFixed(2)} s`, spread(times), megabytes(bytes), others]);
    }
    table(
      `Figures of ${units} units: the first time; then p50 / p95 / p99 in ms; and what others waited meanwhile, in ms`,
      ['figures', 'first', 'then', 'size', 'others'],
      rows,
    );
  });

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 2000));

async function whole(port: number, path: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of ask(port, 'GET', path)) bytes += chunk.length;
  return bytes;
}

/** How long small questions took while this was done, p50 / p95 / p99 in ms. */
async function waited(port: number, work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  let isOver = false;
  const probe = async () => {
    while (!isOver) {
      const began = performance.now();
      await whole(port, '/api/claims');
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, probing));
    }
  };
  const probes = probe();
  await work();
  isOver = true;
  await probes;
  return spread(times);
}
