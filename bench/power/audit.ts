import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, lines, type RunRow, settled } from '../api.ts';
import { readAllFacts } from '../facts.ts';
import { importArchive, type Workload } from './load.ts';

/** What was found after a cut: how many acknowledged things are missing or twice there, and every fault as a sentence. */
export type Audit = { lost: number; doubled: number; faults: string[] };

type Row = Record<'agent' | 'unit' | 'worker' | 'assignment' | 'status', string> & { answer: unknown };
type Runs = { runs: RunRow[]; set_aside: { run: string; sentence: string }[] };

type Finding = { found: Audit; lose(what: string): void; double(what: string): void };

function openFinding(): Finding {
  const found: Audit = { lost: 0, doubled: 0, faults: [] };
  return {
    found,
    lose(what) {
      found.lost++;
      found.faults.push(`${what} was acknowledged and is not there`);
    },
    double(what) {
      found.doubled++;
      found.faults.push(`${what} is there twice`);
    },
  };
}

/** Compares what was acknowledged with what is there after a start. */
export async function audit(port: number, folder: string, workload: Workload, wasImporting: boolean): Promise<Audit> {
  const finding = openFinding();
  const { faults } = finding.found;
  const runs = await runsIn(port, workload, { finding, wasImporting });
  const rows = await rowsOf(port, runs, workload, finding);
  reportMissing(rows, workload, finding);
  for (const run of runs) faults.push(...pageFaults(folder, run, workload));

  const { problems } = await json<{ problems: string[] }>(port, '/health');
  const { ok, checks } = await json<{ ok: boolean; checks: unknown }>(port, '/api/verify');
  faults.push(...problems);
  if (!ok) faults.push(`log, live state and rows differ: ${JSON.stringify(checks)}`);
  const written: string[] = [];
  for await (const { position } of lines(port, 'GET', '/api/events?from=1')) written.push(String(position));
  await settled(port);
  const broadcast = await readAllFacts(readFileSync(join(folder, 'data/facts.url'), 'utf8').trim());
  if (broadcast.join() !== written.join())
    faults.push(`${broadcast.length} facts are broadcast and ${written.length} recorded, or in another order`);
  return finding.found;
}

type Importing = { finding: Finding; wasImporting: boolean };

/** The runs that are there; what an import that was cut off had not recorded yet is imported again first. */
async function runsIn(port: number, workload: Workload, { finding, wasImporting }: Importing): Promise<string[]> {
  const { acknowledged, archive } = workload;
  const look = async () => {
    await settled(port);
    return json<Runs>(port, '/api/runs');
  };
  let { runs, set_aside } = await look();
  const isHere = (wanted: string) => runs.some(({ id }) => id === wanted);
  if (acknowledged.imported.has(archive.run) && !isHere(archive.run)) finding.lose(`the import of ${archive.run}`);
  if (wasImporting) {
    await importArchive(port, workload);
    ({ runs, set_aside } = await look());
  }
  for (const run of acknowledged.launched.keys()) if (!isHere(run)) finding.lose(`run ${run}`);
  finding.found.faults.push(...set_aside.map(({ sentence }) => sentence));
  return runs.map(({ id }) => id);
}

type Rows = { answers: Map<string, string>; statuses: Map<string, string>; imported: number };

/** What every run exports: answers by agent, the state of units, and how many answers are of the imported run. */
async function rowsOf(port: number, runs: string[], { archive }: Workload, { double }: Finding): Promise<Rows> {
  const rows: Rows = { answers: new Map(), statuses: new Map(), imported: 0 };
  const pairs = new Set<string>();
  for (const run of runs) {
    for await (const line of lines(port, 'GET', `/api/export?of=${run}&format=jsonl`)) {
      const { agent, unit, worker, assignment, answer, status } = line as Row;
      if (!['completed', 'accepted'].includes(status)) continue;
      const pair = `${worker} ${assignment}`;
      if (rows.answers.has(agent)) double(`the answer of ${agent}`);
      if (pairs.has(pair)) double(`a unit of ${assignment} for ${worker}`);
      pairs.add(pair);
      rows.answers.set(agent, JSON.stringify(answer));
      rows.statuses.set(unit, status);
      if (run === archive.run) rows.imported++;
    }
  }
  return rows;
}

function reportMissing(
  { answers, statuses, imported }: Rows,
  { acknowledged, archive }: Workload,
  { lose }: Finding,
): void {
  for (const [agent, { answer }] of acknowledged.answers)
    if (answers.get(agent) !== JSON.stringify(answer)) lose(`the answer of ${agent}`);
  for (const unit of acknowledged.accepted.keys())
    if (statuses.get(unit) !== 'accepted') lose(`the acceptance of ${unit}`);
  if (acknowledged.imported.has(archive.run) && imported !== archive.answers)
    lose(`some of the ${archive.answers} answers of the import (${imported} are there)`);
}

/** How the page and the review view of a run differ from those of its task. */
function pageFaults(folder: string, run: string, { crowdTask, pageTask }: Workload): string[] {
  const from = run.startsWith('pages-') ? pageTask : crowdTask;
  const pages = join(folder, 'data/pages');
  return [
    ...differences(join(from, 'page'), join(pages, run)),
    ...differences(join(from, 'review'), join(pages, `${run}.review`)),
  ];
}

function differences(from: string, to: string): string[] {
  return filesBelow(from)
    .filter((name) => textOf(join(from, name)) !== textOf(join(to, name)))
    .map((name) => `${join(to, name)} is not what the task has`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
  } catch {
    return [];
  }
}
