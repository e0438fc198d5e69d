import { memoryLog } from '../adapters/nats/log/memory.ts';
import type { Log, StoredCommit } from '../events/log.ts';

/** All commits of a log. */
export async function commitsOf(log: Log): Promise<StoredCommit[]> {
  const commits: StoredCommit[] = [];
  for await (const commit of log.between(0, Number.MAX_SAFE_INTEGER)) commits.push(commit);
  return commits;
}

/** The log as a process left it that was killed after its `count`th commit. */
export async function cut(commits: readonly StoredCommit[], count: number): Promise<Log> {
  const log = memoryLog();
  const lasts = new Map<string, number>();
  for (const { id, run, json } of commits.slice(0, count))
    lasts.set(run, await log.append({ id, run, json }, lasts.get(run) ?? 0));
  return log;
}
