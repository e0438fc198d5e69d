import { parseArgs } from 'node:util';
import { damageStores, isFault, table } from './damage.ts';

/** `npm run chaos -- damage [ROUNDS]`; resolves with whether no fault was found. */
export async function damageMain(words: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      only: { type: 'string', default: '' },
      prepared: { type: 'string' },
      answers: { type: 'string', default: '2400' },
      whole: { type: 'string', default: '5' },
    },
  });
  const rounds = Number(positionals[0] ?? 100);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  const { only, prepared, answers, whole } = values;
  console.log(`Seed ${seed}: "--seed ${seed}" does the same damages again.`);
  const begin = Date.now();
  const outcomes = await damageStores({
    rounds,
    seed,
    only: only.split(',').filter(Boolean),
    prepared,
    answers: Number(answers),
    wholeEvery: Number(whole),
    notify: console.log,
  });
  const faults = outcomes.filter(isFault);
  for (const line of ['', ...table(outcomes), '']) console.log(line);
  for (const { kind, seed, result, what } of faults)
    console.log(`✗ ${result}: ${kind}, ${what} ("damage 1 --only '${kind}' --seed ${seed}")`);
  const minutes = ((Date.now() - begin) / 60_000).toFixed(1);
  console.log(`${outcomes.length} damages, ${faults.length} faults, ${minutes} minutes.`);
  return faults.length === 0;
}
