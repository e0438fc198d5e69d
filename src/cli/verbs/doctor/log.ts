import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { damageAdvice, sentenceWithCode } from '../../../runtime/integrity/damage.ts';
import type { Settings } from '../../../startup/config.ts';
import { inspectDataFolder } from '../../../startup/inspect.ts';
import { counted } from '../../terminal/text.ts';
import { type Finding, good, note, wrong } from './finding.ts';

/** Whether the stored log is complete, while no daemon runs that would report it. */
export async function checkLog(settings: Settings, signal: AbortSignal): Promise<Finding[]> {
  if (!settings.natsUrl && !existsSync(join(settings.dataFolder, 'nats'))) return [note('log', 'empty so far')];
  const { damages, commits, facts } = await inspectDataFolder({ ...settings, notify: () => undefined, signal });
  if (damages.length === 0)
    return [good('log', `${counted(commits, 'commit')} with ${counted(facts, 'fact')}, complete`)];
  return damages.map((found, nth) =>
    wrong('log', sentenceWithCode(found), nth === damages.length - 1 ? damageAdvice : ''),
  );
}
