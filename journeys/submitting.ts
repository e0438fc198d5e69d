import { join } from 'node:path';
import { openWorker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import type { TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

/** Launches a small task with these items; its page is not looked at. */
export const launchItems = (
  daemon: TestDaemon,
  name: string,
  items: Iterable<Record<string, unknown>>,
  settings: Record<string, unknown> = {},
): Promise<LaunchedRun> => launchWith(daemon.port, writeTask(join(daemon.folder, name), name, items, settings));

/** One worker takes unit after unit of a run and submits these answers; returns the ids of the agents. */
export async function submitAnswers(
  daemon: TestDaemon,
  run: string,
  name: string,
  answers: unknown[],
): Promise<string[]> {
  const worker = openWorker(daemon.port, run, name);
  const agents: string[] = [];
  for (const answer of answers) {
    const work = await worker.arrive();
    if (!work) throw new Error(`There is no more work for ${name}.`);
    await worker.submit(work, answer);
    agents.push(work.agentId);
  }
  worker.close();
  return agents;
}
