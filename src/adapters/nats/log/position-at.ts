import { type Log, WORKSPACE } from '../../../events/log.ts';
import { lastHolding } from '../../../runtime/integrity/bisect.ts';

type Reading = Pick<Log, 'at' | 'head' | 'read'>;
type Import = { began: number; beganAt: string; ended: number; endedAt: string; runs: ReadonlySet<string> };

/** The last position of the log that was recorded by a moment, given as facts give times; 0 if the log begins later. */
export async function positionAt(log: Reading, moment: string): Promise<number> {
  const imports = await importsIn(log);
  return lastHolding(0, (await log.head()) + 1, (sequence) => wasRecorded(log, sequence, { moment, imports }));
}

type Query = { moment: string; imports: readonly Import[] };

/** Whether a commit was recorded by then. An imported one has kept its old times, and was recorded while the import ran. */
async function wasRecorded(log: Reading, sequence: number, { moment, imports }: Query): Promise<boolean> {
  for (let place = sequence; place > 0; place--) {
    const commit = await log.at(place);
    // A lost commit says nothing; the one before it does.
    if (!commit) continue;
    const imported = imports.find(({ began, ended, runs }) => began < place && place < ended && runs.has(commit.run));
    if (!imported) return commit.facts[0] !== undefined && commit.facts[0].at <= moment;
    if (imported.beganAt > moment) return false;
    if (imported.endedAt <= moment) return true;
    // The moment lies within the import: what was recorded just before it decides.
  }
  return false;
}

async function importsIn(log: Reading): Promise<Import[]> {
  const found = new Map<unknown, Import>();
  for await (const { sequence, facts } of log.read(WORKSPACE)) {
    for (const { type, at, data } of facts) {
      const { importId, runs = [] } = data as { importId?: unknown; runs?: readonly string[] };
      if (type === 'import.begun')
        found.set(importId, {
          began: sequence,
          beganAt: at,
          ended: Number.POSITIVE_INFINITY,
          endedAt: '~',
          runs: new Set(runs),
        });
      const begun = found.get(importId);
      if (type === 'import.completed' && begun) found.set(importId, { ...begun, ended: sequence, endedAt: at });
    }
  }
  return [...found.values()];
}
