import { chaos } from './chaos.ts';

/** `npm run chaos -- [KILLS]`; gives whether nothing went wrong. */
export async function killsMain([kills = '30']: readonly string[]): Promise<boolean> {
  const begin = Date.now();
  const report = await chaos({ kills: Number(kills), workers: 40, notify: console.log });
  for (const fault of report.faults.slice(0, 20)) console.log(`✗ ${fault}`);
  const minutes = ((Date.now() - begin) / 60_000).toFixed(1);
  console.log(
    `${report.kills} kills, ${report.acknowledged} answers acknowledged, ${report.faults.length} faults, ${minutes} minutes.`,
  );
  return report.faults.length === 0;
}
