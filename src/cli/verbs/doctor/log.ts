import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { damageAdvice, sentenceWithCode } from '../../../runtime/integrity/damage.ts';
import type { Settings } from '../../../startup/config.ts';
import { inspectDataFolder } from '../../../startup/inspect.ts';
import { type Finding, good, note, wrong } from './finding.ts';

/** Whether what is stored is whole, while no daemon runs that would say so itself. */
export async function checkLog(settings: Settings, signal: AbortSignal): Promise<Finding[]> {
  if (!settings.natsUrl && !existsSync(join(settings.dataFolder, 'nats')))
    return [note('log', 'nothing is recorded yet')];
  const { damages, commits, facts } = await inspectDataFolder({ ...settings, say: () => undefined, signal });
  if (damages.length === 0) return [good('log', `${commits} commits with ${facts} facts, all there`)];
  return damages.map((found, nth) =>
    wrong('log', sentenceWithCode(found), nth === damages.length - 1 ? damageAdvice : ''),
  );
}
