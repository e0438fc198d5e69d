import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    most: { type: 'string', default: '3' },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const most = Number(values.most);

const began = performance.now();
const sums = { payments: 0, crashes: 0, outages: 0 };
const faults: Record<string, number> = {};
const named: Record<string, number> = {};
let failed = 0;
let told = began;
let done = 0;
for (let seed = from; seed < from + count && failed < most; seed++) {
  const { broken, named: differences, figures, story } = await simulate(seed);
  done++;
  for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += figures[key];
  for (const [kind, times] of Object.entries(figures.faults)) faults[kind] = (faults[kind] ?? 0) + times;
  for (const { what } of differences) named[what] = (named[what] ?? 0) + 1;
  if (broken.length > 0 || values.seed !== undefined) {
    if (broken.length > 0) failed++;
    console.log(
      `${await story()}\nSeed ${seed}: ${broken.length > 0 ? `\n  ${broken.join('\n  ')}` : 'all rules hold'}\n`,
    );
  }
  if (performance.now() - told > 5000) {
    told = performance.now();
    const left = ((told - began) / done) * (count - done);
    console.log(`${done} of ${count} seeds, ${failed} failed, about ${Math.round(left / 1000)} seconds to go`);
  }
}
const seconds = (performance.now() - began) / 1000;
console.log(
  `${done} seeds in ${seconds.toFixed(1)} s (${(done / seconds).toFixed(1)} a second): ${failed} failed; ${JSON.stringify({ ...sums, faults, differences: named })}`,
);
process.exitCode = failed > 0 ? 1 : 0;
