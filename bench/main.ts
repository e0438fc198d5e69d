import { calls } from './scenarios/calls.ts';
import { chain } from './scenarios/chain.ts';
import { crowd } from './scenarios/crowd.ts';
import { desk } from './scenarios/desk.ts';
import { eligible } from './scenarios/eligible.ts';
import { exporting } from './scenarios/export.ts';
import { knownWorkers } from './scenarios/known-workers.ts';
import { lag } from './scenarios/lag.ts';
import { launching } from './scenarios/launching.ts';
import { live } from './scenarios/live.ts';
import { append, projection, replay } from './scenarios/log.ts';
import { methods } from './scenarios/methods.ts';
import { opening } from './scenarios/opening.ts';
import { quality } from './scenarios/quality.ts';
import { rte } from './scenarios/rte.ts';
import { starve } from './scenarios/starve.ts';
import { statistics } from './scenarios/statistics.ts';
import { taskCode } from './scenarios/task-code.ts';
import { unitsTable } from './scenarios/units-table.ts';
import { workerPage } from './scenarios/worker-page.ts';
import { openTempFolder } from './temp-folder.ts';

const scenarios: Record<string, () => Promise<void>> = {
  launch: launching,
  crowd,
  eligible,
  'known-workers': knownWorkers,
  calls,
  chain,
  append,
  replay,
  projection,
  rte,
  export: exporting,
  statistics,
  methods,
  desk,
  opening,
  quality,
  lag,
  starve,
  live,
  'task-code': taskCode,
  'units-table': unitsTable,
  'worker-page': workerPage,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in scenarios));
if (unknown.length) {
  console.error(`There is no bench "${unknown.join('", "')}". There are: ${Object.keys(scenarios).join(', ')}.`);
  process.exit(2);
}
const temp = openTempFolder();
for (const name of asked.length ? asked : Object.keys(scenarios)) {
  console.log(`\n▸ ${name}`);
  await scenarios[name]?.();
}
for (const line of await temp.close()) console.error(`Left behind: ${line}`);
process.exit(process.exitCode ?? 0);
