import { range, spread, table } from '../figures.ts';
import { measureDaemon } from './crowd.ts';

const workers = 50;
const unitsPerRound = 8000;
const rounds = 5;

/** What it costs that a gateway asks the runtime in plain data: the same crowd, with direct calls and with calls over JSON. */
export async function calls(): Promise<void> {
  const [direct, json] = [newFigures(), newFigures()];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // In turns, and each first in turn, so that a machine that slows down slows both.
    const order = round % 2 ? [json, direct] : [direct, json];
    for (const figures of order) await measure(figures, figures === json ? ['0', 'json'] : []);
    ratios.push((json.rates.at(-1) ?? 0) / (direct.rates.at(-1) ?? 1));
  }
  const rowOf = (name: string, { rates, arrivals, submissions }: Figures) => [
    name,
    range(rates),
    spread(arrivals),
    spread(submissions),
  ];
  const head = ['calls', 'units/s', 'request→data ms', 'submit→saved ms'];
  const title = `${workers} workers over HTTP: median (lowest–highest) of ${rounds} rounds; p50 / p95 / p99`;
  table(title, head, [rowOf('direct', direct), rowOf('over JSON', json)]);
  console.log(`\nover JSON / direct: ${range(ratios, 2)}`);
}

type Figures = { rates: number[]; arrivals: number[]; submissions: number[] };

const newFigures = (): Figures => ({ rates: [], arrivals: [], submissions: [] });

async function measure(figures: Figures, args: string[]): Promise<void> {
  const { rate, arrivals, submissions } = await measureDaemon(workers, unitsPerRound, args);
  figures.rates.push(rate);
  figures.arrivals.push(...arrivals);
  figures.submissions.push(...submissions);
}
