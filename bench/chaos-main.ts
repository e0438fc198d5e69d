import { chaos } from './chaos.ts';

const [kills = '30'] = process.argv.slice(2);
const begin = Date.now();
const report = await chaos({ kills: Number(kills), workers: 40, say: console.log });
for (const fault of report.faults.slice(0, 20)) console.log(`✗ ${fault}`);
const minutes = ((Date.now() - begin) / 60_000).toFixed(1);
console.log(
  `${report.kills} kills, ${report.acknowledged} answers acknowledged, ${report.faults.length} faults, ${minutes} minutes.`,
);
process.exit(report.faults.length ? 1 : 0);
