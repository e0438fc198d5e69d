import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originalId, recoveredRunId } from '../../src/runtime/recovery/keys.ts';
import { json, settled } from '../api.ts';
import type { Acknowledged } from './acknowledged.ts';
import { command, startDaemon } from './command-line.ts';
import { missingAnswers } from './compared.ts';
import type { Verdict } from './round.ts';

type Verified = { checks: { run: string; same: boolean }[]; damages: unknown[] };
type WholeWay = { folder: string; data: string; acknowledged: Acknowledged; rows: Map<string, string> };

/** Goes on from a loss that was reported: accepts it, and puts back what `recover` has found; every answer of the rows is there again. */
export async function goOn({ folder, data, acknowledged, rows }: WholeWay, verdict: Verdict): Promise<Verdict> {
  const file = join(folder, 'found.jsonl');
  if (!existsSync(file)) return verdict;
  const pieces = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const daemon = await startDaemon(data, '--accept-loss');
  const notes = [...verdict.notes];
  const fault = (what: string): Verdict => ({ result: 'not back', notes: [...notes, `Whole way: ${what}`] });
  try {
    if (daemon.how !== 'open') {
      const printed = daemon.output().trim().split('\n').slice(-8).join('\n');
      return fault(`start --accept-loss is ${daemon.how}: ${printed}`);
    }
    const back = pieces.length ? await command(data, 'recover', '--back', file, '--json') : undefined;
    if (back && !back.output.includes('"recorded"'))
      return fault(`recover --back ended with ${back.code}: ${back.output}`);
    const sum = JSON.parse(back?.output.slice(back.output.indexOf('{')) ?? '{"refused":[]}') as {
      recorded: number;
      refused: { nth: number; message: string }[];
    };
    notes.push(`Whole way: ${pieces.length} pieces, ${sum.recorded} recorded again, ${sum.refused.length} refused`);
    if (sum.refused[0]) notes.push(`refused: ${sum.refused[0].message}`);
    const excused = new Set(
      sum.refused.map(({ nth }) => (JSON.parse(pieces[nth] ?? '{}') as { agentId?: string }).agentId),
    );
    // Rows follow the log; on a busy machine they are behind what was just recorded.
    await settled(daemon.port);
    const runs = await runsThere(daemon.port, acknowledged.runs);
    const expected = Object.entries(acknowledged.answers).filter(([agent]) => rows.has(agent) && !excused.has(agent));
    const missing = await missingAnswers(daemon.port, { ...acknowledged, runs, answers: Object.fromEntries(expected) });
    if (missing.length) return fault(`${missing.length} answers are missing, as ${missing[0]}`);
    // Of a run that was made anew, the old one stays as it is.
    const verified = await json<Verified>(daemon.port, '/api/verify');
    const others = verified.checks.filter(({ run, same }) => !same && !runs.includes(recoveredRunId(run)));
    if (others.length || verified.damages.length)
      return fault(`verify says ${JSON.stringify({ ...verified, checks: others }).slice(0, 600)}`);
  } finally {
    await daemon.stop();
  }
  const again = await startDaemon(data);
  const health = again.health?.problems ?? [];
  await again.stop();
  if (again.how !== 'open')
    return fault(`the start after it is ${again.how}: ${again.output().trim().split('\n').at(-1)}`);
  notes.push(...health.map((problem) => `Whole way, then /health: ${problem}`));
  return { result: 'reported', notes };
}

/** These runs, or what they were made anew as, since the log has only a part of them. */
async function runsThere(port: number, runs: readonly string[]): Promise<string[]> {
  const { runs: there } = await json<{ runs: { id: string }[] }>(port, '/api/runs');
  const ids = new Set(there.map(({ id }) => id));
  return [...ids].filter((id) => runs.includes(originalId(id)) && !ids.has(recoveredRunId(id)));
}
