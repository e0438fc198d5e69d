import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, settled } from '../api.ts';
import { sentences, writeTask } from '../task.ts';
import { type Acknowledged, nothing } from './acknowledged.ts';
import { type Started, startDaemon } from './command-line.ts';
import { factsOfLog } from './compared.ts';
import { review, submitAnswers } from './crowd.ts';

/** How a daemon ended: on request, or killed together with its nats-server. */
export type Ending = 'stopped' | 'killed';

/** Data folders to damage copies of, and what was acknowledged in them. */
export type Prepared = {
  folders: Record<Ending | 'old' | 'other', string>;
  acknowledged: Record<Ending, Acknowledged>;
};

type Settings = { folder: string; answers: number; notify: (sentence: string) => void };

/** Items of each run that are reviewed: few enough to be submitted by then. */
const reviewed = (answers: number) => Math.min(24, Math.floor(answers / 12));

const runsOf = { first: 3, other: 1 };
const workspace = Array.from({ length: 8 }, (_, n) => `person-${n}`);

/** Lets a crowd and reviewers work in three runs; copies the data folder in the middle, after a stop, and after a kill. */
export async function prepare({ folder, answers, notify }: Settings): Promise<Prepared> {
  const at = (name: string) => join(folder, name);
  const folders = { stopped: at('stopped'), killed: at('killed'), old: at('old'), other: at('other') };
  const noted = at('acknowledged.json');
  if (existsSync(noted)) return { folders, acknowledged: JSON.parse(readFileSync(noted, 'utf8')) };
  mkdirSync(folder, { recursive: true });
  const data = at('data');
  const acknowledged = nothing();
  const working = (share: number, files: number) => ({ share: Math.ceil((answers * share) / runsOf.first), files });

  let daemon = await opened(data);
  for (let run = 0; run < runsOf.first; run++)
    acknowledged.runs.push(await launchRun(daemon.port, at('task'), run, answers));
  await work(daemon.port, acknowledged, working(0.5, 3), 0);
  await end(daemon, data, folders.old);
  notify(`Half of ${answers} answers are handed in.`);

  daemon = await opened(data);
  await work(daemon.port, acknowledged, working(0.45, 3), reviewed(answers));
  acknowledged.facts = await allFacts(daemon.port);
  const stopped = structuredClone(acknowledged);
  await end(daemon, data, folders.stopped);
  notify('Nearly all are handed in and some reviewed.');

  daemon = await opened(data);
  await work(daemon.port, acknowledged, working(0.05, 1), 0);
  acknowledged.facts = await allFacts(daemon.port);
  await daemon.kill();
  copyFolder(data, folders.killed);
  rmSync(data, { recursive: true, force: true });

  daemon = await opened(data);
  const theirs = nothing();
  for (let run = 0; run < runsOf.other; run++) theirs.runs.push(await launchRun(daemon.port, at('task'), run, answers));
  await work(daemon.port, theirs, working(0.3, 2), reviewed(answers * 0.3));
  await end(daemon, data, folders.other);
  rmSync(data, { recursive: true, force: true });
  const all = { stopped, killed: acknowledged };
  writeFileSync(noted, JSON.stringify(all));
  return { folders, acknowledged: all };
}

/** Copies a folder with everything in it. */
export const copyFolder = (from: string, to: string): void =>
  cpSync(from, to, { recursive: true, preserveTimestamps: true, errorOnExist: true, force: false });

async function opened(data: string): Promise<Started> {
  const daemon = await startDaemon(data);
  if (daemon.how !== 'open') throw new Error(`The daemon to prepare with is not open: ${daemon.output()}`);
  return daemon;
}

async function launchRun(port: number, folder: string, nth: number, answers: number): Promise<string> {
  const items = sentences(Math.ceil(answers / runsOf.first / 2) + workspace.length * 2);
  const settings = { units_per_assignment: 2, max_upload_bytes: 1_000_000, task_reward: 0.1, currency: 'EUR' };
  const { id } = await launch(port, writeTask(join(folder, String(nth)), `study-${nth}`, items, settings));
  return id;
}

type Work = { share: number; files: number };

async function work(port: number, acknowledged: Acknowledged, { share, files }: Work, reviewed: number): Promise<void> {
  await Promise.all(
    acknowledged.runs.map((run) => submitAnswers({ port, run, workspace, answers: share, files }, acknowledged)),
  );
  for (const run of acknowledged.runs) if (reviewed) await review(port, run, reviewed, acknowledged);
}

async function allFacts(port: number): Promise<string[]> {
  await settled(port);
  return (await factsOfLog(port)).hashes;
}

async function end(daemon: Started, data: string, copy: string): Promise<void> {
  await settled(daemon.port);
  await daemon.stop();
  copyFolder(data, copy);
}
