import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { json, lines } from '../api.ts';
import { openWorker } from '../crowd/worker.ts';
import type { Acknowledged } from './acknowledged.ts';
import { type Health, type Started, startDaemon } from './command-line.ts';
import { missingIn } from './compared.ts';
import { lostEvidence } from './evidence.ts';
import type { Damaged } from './kinds.ts';
import { goOn } from './whole-way.ts';

/** What a round came to; all but the first two are faults. */
export type Result = 'harmless' | 'reported' | 'silent' | 'not back' | 'hang' | 'destroyed' | 'crash';

export type Verdict = { result: Result; notes: string[] };

type Round = {
  folder: string;
  data: string;
  acknowledged: Acknowledged;
  damaged: Damaged;
  /** The answers in the rows before anything was started on the damage. */
  rows: Map<string, string>;
  /** Whether to accept the loss and put back what is found, if something is lost. */
  isWhole: boolean;
};

/** How long an open daemon may take to show and publish everything, in ms. */
const settlingMs = 20_000;

type Verified = {
  ok: boolean;
  damages: { sentence: string }[];
  files: string[];
  published: string[];
  checks: { same: boolean }[];
};

/** Starts a daemon on a damaged data folder, and judges what it says and what is still there. */
export async function judge(round: Round): Promise<Verdict> {
  const daemon = await startDaemon(round.data);
  const verdict = await judgeStart(daemon, round).catch(
    (error: Error): Verdict => ({ result: 'silent', notes: [`It could not be looked at: ${error.stack}`] }),
  );
  if (!(await daemon.stop())) Object.assign(verdict, { result: 'hang', notes: [...verdict.notes, 'It did not stop.'] });
  if (/^ {4}at /m.test(daemon.output()))
    return { result: 'crash', notes: [...verdict.notes, ...aroundTrace(daemon.output())] };
  if (verdict.result !== 'reported') return verdict;
  const lost = await lostEvidence(round, daemon.how === 'ended');
  if (lost.length) return { result: 'destroyed', notes: [...verdict.notes, ...lost] };
  if (round.isWhole && daemon.how === 'closed') return goOn(round, verdict);
  return verdict;
}

/** The first stack trace that was printed, with the lines before it. */
function aroundTrace(printed: string): string[] {
  const lines = printed.trim().split('\n');
  const first = lines.findIndex((line) => /^ {4}at /.test(line));
  return lines.slice(Math.max(0, first - 3), first + 8);
}

async function judgeStart(daemon: Started, round: Round): Promise<Verdict> {
  const printed = daemon.output().trim().split('\n');
  if (daemon.how === 'hang') return { result: 'hang', notes: printed.slice(-5) };
  if (daemon.how === 'ended') {
    const result = daemon.code && printed.at(-1) ? 'reported' : 'silent';
    return { result, notes: [`It ended with ${daemon.code}: ${printed.at(-1)}`] };
  }
  if (daemon.how === 'closed') {
    const problems = daemon.health?.problems ?? [];
    const codes = daemon.health?.damages?.map(({ code }) => code) ?? [];
    return {
      result: problems.length ? 'reported' : 'silent',
      notes: [`Closed: ${codes.join(', ')}`, ...problems.slice(0, 2)],
    };
  }
  return judgeOpen(daemon, round);
}

async function judgeOpen(daemon: Started, { data, acknowledged }: Round): Promise<Verdict> {
  const { port } = daemon;
  const notes: string[] = [];
  const isSettled = await settledInTime(port);
  const before = await healthOf(port);
  const taken = await worksOn(port, acknowledged.runs);
  const { records, files } = await missingIn(port, data, acknowledged);
  const verified = await auditOf(port);
  const after = await healthOf(port);
  const problems = [...new Set([before, after].flatMap((health) => health.problems))];
  const unnamed = files.filter((hash) => !verified.files.some((sentence) => sentence.includes(hash)));
  if (!isSettled) notes.push('It does not come to the end of its log.');
  notes.push(...taken, ...records.slice(0, 4));
  if (records.length > 4) notes.push(`and ${records.length - 4} more`);
  if (files.length) notes.push(`${files.length} files missing; ${unnamed.length} of them not named by verify`);
  notes.push(...problems.map((problem) => `/health: ${problem}`));
  if (!verified.ok)
    notes.push(
      `verify: ${[...verified.damages.map(({ sentence }) => sentence), ...verified.files, ...verified.published][0]}`,
    );
  const isWrong = !isSettled || taken.length > 0 || records.length > 0;
  if (problems.length) return { result: 'reported', notes };
  if (isWrong || unnamed.length) return { result: 'silent', notes };
  return { result: verified.ok ? 'harmless' : 'reported', notes };
}

/** What `manyhands verify` says, with its files. */
async function auditOf(port: number): Promise<Verified> {
  for await (const { audited, error } of lines(port, 'GET', '/api/audit')) {
    if (audited) return audited as Verified;
    if (error) throw new Error(JSON.stringify(error));
  }
  throw new Error('The audit was broken off.');
}

const healthOf = (port: number): Promise<Health> => json<Health>(port, '/health');

async function settledInTime(port: number): Promise<boolean> {
  for (const begin = performance.now(); performance.now() - begin < settlingMs; ) {
    const { log, projected, broadcast } = await json<{
      log: { sequence: number };
      projected: number;
      broadcast: number;
    }>(port, '/health');
    if (projected >= log.sequence && broadcast >= log.sequence) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** Whether somebody can go on to work: a new answer in each run is taken and shown. */
async function worksOn(port: number, runs: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const run of runs) {
    const worker = openWorker(port, run, `later-${randomUUID()}`);
    try {
      const work = await worker.arrive();
      if (!work) throw new Error('there is no work, and there should be');
      await worker.submit(work, { later: true });
    } catch (error) {
      faults.push(`${run} takes no answer: ${(error as Error).message}`);
    } finally {
      worker.close();
    }
  }
  return faults;
}

/** Takes away what a round worked on. */
export function clear(folder: string): void {
  for (const name of ['data', 'found.jsonl']) rmSync(join(folder, name), { recursive: true, force: true });
}
