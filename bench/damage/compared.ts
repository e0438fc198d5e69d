import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originalId } from '../../src/runtime/recovery/keys.ts';
import { json, lines } from '../api.ts';
import { readAllFacts } from '../facts.ts';
import { type Acknowledged, sha256, submittedAnswer } from './acknowledged.ts';

type Row = Record<string, unknown>;

/** How long reading the whole stream of facts may take. */
const factsMs = 20_000;

/** The facts of the log in order: the position and the hash of each. */
export async function factsOfLog(port: number): Promise<{ positions: string[]; hashes: string[] }> {
  const positions: string[] = [];
  const hashes: string[] = [];
  for await (const fact of lines(port, 'GET', '/api/events?from=1')) {
    if (fact.error) throw new Error(`The log cannot be read to its end: ${JSON.stringify(fact.error)}`);
    positions.push(String(fact.position));
    hashes.push(sha256(JSON.stringify(fact)));
  }
  return { positions, hashes };
}

/** What an open daemon does not have as it was acknowledged: a sentence for each record, a hash for each file. */
export async function missingIn(
  port: number,
  dataFolder: string,
  acknowledged: Acknowledged,
): Promise<{ records: string[]; files: string[] }> {
  const records = [
    ...(await missingAnswers(port, acknowledged)),
    ...(await missingDecisions(port, acknowledged)),
    ...(await missingFacts(port, dataFolder, acknowledged)),
  ];
  return { records, files: await missingFiles(port, acknowledged) };
}

/** The answers that the exports do not have as they were submitted. */
export async function missingAnswers(
  port: number,
  { runs, answers, filesOf }: Pick<Acknowledged, 'runs' | 'answers' | 'filesOf'>,
): Promise<string[]> {
  const { found, faults: missing } = await exported(port, runs);
  for (const [agent, answer] of Object.entries(answers)) {
    const row = found.get(agent);
    if (!row) missing.push(`the answer of ${agent} is not there`);
    else if (row.answer !== answer) missing.push(`the answer of ${agent} is another one`);
    else if (row.files !== (filesOf[agent] ?? []).join()) missing.push(`the answer of ${agent} has other files`);
  }
  return missing;
}

type Exported = { found: Map<string, { answer: string; files: string }>; faults: string[] };

async function exported(port: number, runs: readonly string[]): Promise<Exported> {
  const found: Exported['found'] = new Map();
  const faults: string[] = [];
  for (const run of runs) {
    for await (const row of lines(port, 'GET', `/api/export?of=${run}&format=jsonl`)) {
      if (row.code) faults.push(`run ${run} cannot be exported: ${row.code}`);
      if (row.status === 'open' || !row.agent) continue;
      const agent = originalId(String(row.agent));
      if (found.has(agent)) faults.push(`the answer of ${agent} is there twice`);
      const hashes = ((row.files ?? []) as { hash: string }[]).map(({ hash }) => hash);
      found.set(agent, { answer: submittedAnswer(row.answer), files: hashes.join() });
    }
  }
  return { found, faults };
}

async function missingDecisions(port: number, acknowledged: Acknowledged): Promise<string[]> {
  const missing: string[] = [];
  const decided = new Set(['accepted', 'soft_rejected', 'rejected', 'review_undone']);
  for (const [unit, expected] of Object.entries(acknowledged.reviews)) {
    const { history = [] } = await json<{ history?: Row[] }>(port, `/api/units/${unit}`);
    const found = history.filter(({ what }) => decided.has(String(what))).map(({ what, note }) => ({ what, note }));
    if (JSON.stringify(found) !== JSON.stringify(expected)) missing.push(`the reviews of ${unit} are others`);
  }
  const bonuses = new Map<string, Row>();
  const settled = new Map<string, string>();
  for (const run of acknowledged.runs) {
    for (const bonus of await allPages(port, `/api/bonuses?run=${run}`, 'bonuses'))
      bonuses.set(String(bonus.id), bonus);
    for (const item of await allPages(port, `/api/items?run=${run}&adjudicated=true`, 'items'))
      settled.set(String(item.assignment), JSON.stringify((item.adjudicated as Row | null)?.answer));
  }
  for (const [id, { unit, cents, state }] of Object.entries(acknowledged.bonuses)) {
    const bonus = bonuses.get(id);
    const isSame = bonus?.unit === unit && bonus.cents === cents && bonus.state === state;
    if (!isSame) missing.push(`the bonus ${id} of ${unit} is ${bonus ? JSON.stringify(bonus) : 'not there'}`);
  }
  for (const [assignment, answer] of Object.entries(acknowledged.adjudications))
    if (settled.get(assignment) !== answer) missing.push(`the adjudication of ${assignment} is not there`);
  return missing;
}

async function allPages(port: number, path: string, key: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await json<Row & { cursor?: string }>(port, `${path}&limit=200${after}`);
    rows.push(...((page[key] ?? []) as Row[]));
    cursor = page.cursor;
  } while (cursor);
  return rows;
}

async function missingFacts(port: number, dataFolder: string, acknowledged: Acknowledged): Promise<string[]> {
  const { positions, hashes } = await factsOfLog(port);
  const differing = acknowledged.facts.findIndex((hash, nth) => hashes[nth] !== hash);
  const missing =
    differing < 0
      ? []
      : [`fact ${differing + 1} of ${acknowledged.facts.length} of the log is not there, or another one`];
  const url = readFileSync(join(dataFolder, 'facts.url'), 'utf8').trim();
  const late = new Promise<string>((resolve) => setTimeout(resolve, factsMs, 'late').unref());
  const published = await Promise.race([readAllFacts(url), late]);
  if (typeof published === 'string') missing.push('the stream of facts cannot be read to its end');
  else if (published.join() !== positions.join())
    missing.push(`the stream of facts has ${published.length} facts, the log ${positions.length}, or in another order`);
  return missing;
}

async function missingFiles(port: number, acknowledged: Acknowledged): Promise<string[]> {
  const missing: string[] = [];
  for (const hash of Object.values(acknowledged.filesOf).flat()) {
    const bytes = await fetch(`http://127.0.0.1:${port}/api/files/${hash}`)
      .then(async (response) => (response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined))
      .catch(() => undefined);
    if (!bytes || sha256(bytes) !== hash) missing.push(hash);
  }
  return missing;
}
