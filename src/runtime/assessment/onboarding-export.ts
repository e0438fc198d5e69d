import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { OnboardingFormat, OnboardingStatus, OnboardingStep } from '../../api/onboardings.ts';
import { toRecord } from '../../projections/export/cells.ts';
import { leavesOf } from '../../projections/export/flat.ts';
import { type OnboardingRow, onboardingDetail, onboardingIds } from '../../projections/onboarding/onboarding-rows.ts';
import type { Database } from '../../projections/store/database.ts';
import { stepOf } from './onboarding-steps.ts';

/** Mephisto's names for the state of the agent of an onboarding. */
const agentStatus: Record<OnboardingStatus, string> = {
  working: 'onboarding',
  waiting: 'waiting',
  passed: 'approved',
  failed: 'rejected',
};

type Exported = Omit<OnboardingRow, 'id' | 'status'> & { onboarding: string; status: string; steps: OnboardingStep[] };

/** How the export of onboardings is sent in each format. */
export const onboardingFormats: Record<OnboardingFormat, { extension: string; type: string }> = {
  jsonl: { extension: 'onboarding.jsonl', type: 'application/x-ndjson; charset=utf-8' },
  csv: { extension: 'onboarding.csv', type: 'text/csv; charset=utf-8' },
};

/** The onboardings of runs as a file, in the order in which they began. The rows are read while it is written; CSV reads them twice. */
export async function* exportedOnboardings(
  db: () => Database,
  runs: readonly string[],
  format: OnboardingFormat,
): AsyncGenerator<Buffer> {
  const ids = onboardingIds(db(), runs);
  if (format === 'jsonl') {
    for await (const one of read(db, ids)) yield Buffer.from(`${JSON.stringify(one)}\n`);
    return;
  }
  const names = new Set<string>();
  for await (const one of read(db, ids))
    for (const step of one.steps) for (const [name] of fieldsOf(step)) names.add(name);
  const columns = [...fixed, ...[...names].sort(byPart)];
  yield Buffer.from(toRecord(columns));
  for await (const one of read(db, ids)) {
    // Who has submitted nothing yet is there, too.
    for (const step of one.steps.length > 0 ? one.steps : [undefined]) {
      const record = recordOf(one, step);
      yield Buffer.from(toRecord(columns.map((name) => record.get(name))));
    }
  }
}

async function* read(db: () => Database, ids: readonly string[]): AsyncGenerator<Exported> {
  for (const id of ids) {
    await yieldToOthers();
    const found = onboardingDetail(db(), id);
    if (!found) continue;
    const { id: onboarding, status, task, run, ...rest } = found.row;
    yield { task, run, onboarding, ...rest, status: agentStatus[status], steps: found.submitted.map(stepOf) };
  }
}

const ofOnboarding = [
  'task',
  'run',
  'onboarding',
  'worker',
  'status',
  'pages',
  'mistakes',
  'started_at',
  'ended_at',
] as const;
const ofStep = ['page', 'submitted_at', 'active_seconds', 'correct', 'explanation'] as const;
const fixed = [...ofOnboarding, ...ofStep];
const parts = ['inputs', 'expected', 'answer'] as const;

function* fieldsOf(step: OnboardingStep): Generator<[string, unknown]> {
  for (const part of parts)
    if (step[part] !== null) for (const { path, value } of leavesOf(step[part], part)) yield [path, value];
}

function recordOf(one: Exported, step: OnboardingStep | undefined): Map<string, unknown> {
  const record = new Map<string, unknown>(ofOnboarding.map((name) => [name, one[name]]));
  if (!step) return record;
  for (const name of ofStep) record.set(name, step[name]);
  for (const [name, value] of fieldsOf(step)) record.set(name, value);
  return record;
}

const rankOf = (name: string) => parts.findIndex((part) => name === part || name.startsWith(`${part}.`));
/** The parts in their order; within one, fields stay in the order in which they were found. */
const byPart = (one: string, other: string) => rankOf(one) - rankOf(other);
