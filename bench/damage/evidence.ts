import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readSettings } from '../../src/startup/config.ts';
import { withLog } from '../../src/startup/with-log.ts';
import { type Acknowledged, submittedAnswer } from './acknowledged.ts';
import { command } from './command-line.ts';
import type { Damaged } from './kinds.ts';

/** The answers by agent in every file of rows that a data folder has, current or kept; read from a copy. */
export function answersInRows(dataFolder: string): Map<string, string> {
  const answers = new Map<string, string>();
  for (const folder of ['read-model', 'kept'])
    for (const file of databasesIn(join(dataFolder, folder))) takeAnswers(file, answers);
  return answers;
}

function databasesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\d+\.db$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
}

function takeAnswers(file: string, answers: Map<string, string>): void {
  const copy = mkdtempSync(join(tmpdir(), 'manyhands-rows-'));
  let database: Database.Database | undefined;
  try {
    for (const suffix of ['', '-wal'])
      if (existsSync(file + suffix)) copyFileSync(file + suffix, join(copy, `rows.db${suffix}`));
    database = new Database(join(copy, 'rows.db'));
    const rows = database.prepare('select agent_id as agent, answer from answers');
    for (const { agent, answer } of rows.iterate() as Iterable<{ agent: string; answer: string }>)
      answers.set(agent, submittedAnswer(JSON.parse(answer)));
  } catch {
    // Damaged rows give what is before the damage.
  } finally {
    database?.close();
    rmSync(copy, { recursive: true, force: true });
  }
}

type Evidence = {
  folder: string;
  data: string;
  acknowledged: Acknowledged;
  damaged: Damaged;
  rows: Map<string, string>;
};

/** Faults: acknowledged answers that are neither in the log nor found by `recover`, and answers that disappeared from the rows. */
export async function lostEvidence(evidence: Evidence, isStoreUnreadable: boolean): Promise<string[]> {
  const { folder, data, acknowledged, damaged, rows } = evidence;
  const after = answersInRows(data);
  const goneFromRows = [...rows].filter(([agent, answer]) => after.get(agent) !== answer);
  const found = isStoreUnreadable ? undefined : await recovered(folder, data);
  if (found && 'fault' in found) return [found.fault];
  const faults: string[] = [];
  const nowhere = goneFromRows.filter(([agent]) => !found?.has(agent));
  if (nowhere.length) faults.push(`${nowhere.length} answers that the rows had are not in any rows file now`);
  if (!found || damaged.parts.includes('rows')) return faults;
  const missing = Object.entries(acknowledged.answers).filter(([agent, answer]) => found.get(agent) !== answer);
  if (missing.length) faults.push(`${missing.length} answers are neither in the log nor among what recover finds`);
  return faults;
}

/** The answers that the log has, and those that `recover` finds, by agent. */
async function recovered(folder: string, data: string): Promise<Map<string, string> | { fault: string }> {
  const file = join(folder, 'found.jsonl');
  const { code, output } = await command(data, 'recover', '--out', file);
  // It also ends with 1 when it has reported and skipped what it could not read.
  if (code !== 0 && !/could be read|is damaged/.test(output))
    return { fault: `recover ended with ${code}: ${output.trim().split('\n').slice(-8).join('\n')}` };
  const answers = new Map<string, string>();
  // There is no file if nothing was found.
  const found = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const line of found.split('\n').filter(Boolean)) {
    const { kind, agentId, answer } = JSON.parse(line) as Record<string, unknown>;
    if (kind === 'answer') answers.set(String(agentId), submittedAnswer(answer));
  }
  const { cacheFolder } = readSettings(process.env);
  const signal = new AbortController().signal;
  await withLog({ dataFolder: data, cacheFolder, notify: () => undefined, signal }, async ({ log }) => {
    for await (const commit of log.between(0, await log.head()))
      for (const { type, data } of commit.facts)
        if (type === 'unit.submitted' || type === 'agent.submitted-late') {
          const { agentId, answer } = data as { agentId: string; answer: unknown };
          answers.set(agentId, submittedAnswer(answer));
        }
  });
  return answers;
}
