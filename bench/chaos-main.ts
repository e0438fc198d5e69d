import { chaos } from './chaos.ts';
import { openTempFolder } from './temp-folder.ts';

const [kills = '30'] = process.argv.slice(2);
// Started by a spec, it ends with it.
process.once('disconnect', () => process.exit());
const temp = openTempFolder();
const begin = Date.now();
const report = await chaos({ kills: Number(kills), workers: 40, say: console.log });
for (const fault of report.faults.slice(0, 20)) console.log(`✗ ${fault}`);
const minutes = ((Date.now() - begin) / 60_000).toFixed(1);
console.log(
  `${report.kills} kills, ${report.acknowledged} answers acknowledged, ${report.faults.length} faults, ${minutes} minutes.`,
);
const left = await temp.close();
for (const line of left) console.log(`✗ left behind: ${line}`);
process.exit(report.faults.length + left.length ? 1 : 0);
