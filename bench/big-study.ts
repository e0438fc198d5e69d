import { join } from 'node:path';
import { openRunMailbox } from '../src/actors/run-mailbox.ts';
import { type BonusId, type RunId, type UnitId, unitIdOf, type WorkerId } from '../src/events/ids.ts';
import { newAgentId, randomLetters, stamper } from '../src/runtime/ids.ts';
import { withLogIn } from './write-log.ts';

/** A study that is nearly over: `facts` facts in the log about `units` units of one run. */
export type BigStudy = { run: RunId; units: number; facts: number };

const labels = ['yes', 'no', 'unsure'];
const unitsPerItem = 4;
const workers = 400;
const itemsPerCommand = 250;
const inFlight = 500;
/** Simulated time between two commands. */
const stepMs = 30;
/** How much longer a worker takes for a unit. */
const unitMs = (nth: number) => 4_000 + ((nth * 7_919) % 40_000);
const reviewers = ['reviewer:anna', 'reviewer:ben'];
const settings = {
  unitsPerAssignment: unitsPerItem,
  assignmentDurationSeconds: 3600,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const config = {
  task_name: 'big',
  task_title: 'A big study',
  task_description: 'A bench.',
  task_reward: 0.2,
  currency: 'USD',
  units_per_assignment: unitsPerItem,
  maximum_units_per_worker: 0,
  task_config: {},
  max_answer_bytes: 1_000_000,
  max_upload_bytes: 0,
};

/** A run that is being written: its mailbox, a simulated clock, and the commands that are not stored yet. */
type Writing = {
  run: RunId;
  mailbox: Awaited<ReturnType<typeof openRunMailbox>>;
  clock: { ms: number };
  pending: Set<Promise<unknown>>;
};

type Command = Parameters<Writing['mailbox']['ask']>[0];

/** Appends a study to the log of a data folder that no daemon is using. Every fact comes from a command that the actors accepted. */
export const writeBigStudy = (folder: string, units: number): Promise<BigStudy> =>
  withLogIn(folder, async (log) => {
    const clock = { ms: Date.UTC(2026, 0, 5, 8) };
    const run = `big-${randomLetters(5)}` as RunId;
    let facts = 0;
    const mailbox = await openRunMailbox({
      log,
      runId: run,
      stamp: stamper(() => clock.ms),
      commitId: () => randomLetters(16),
      pause: async () => undefined,
      onStored: (commit) => {
        facts += commit.facts.length;
      },
    });
    const writing: Writing = { run, mailbox, clock, pending: new Set() };
    await openStudy(writing, { folder, units });
    for (let nth = 0; nth < units; nth++) await workOn(writing, nth);
    await Promise.all(writing.pending);
    return { run, units, facts };
  });

/** Sends a command; waits for the disk only when `inFlight` commands are pending. */
async function ask({ mailbox, clock, pending }: Writing, command: Command, by: string): Promise<void> {
  clock.ms += stepMs;
  const asked = mailbox.ask(command, by).finally(() => pending.delete(asked));
  pending.add(asked);
  if (pending.size >= inFlight) await Promise.race(pending);
}

async function openStudy(writing: Writing, { folder, units }: { folder: string; units: number }): Promise<void> {
  const opening = {
    runId: writing.run,
    task: 'big',
    title: 'A big study',
    lazy: false,
    launched: { folder },
    settings,
    config,
  };
  await ask(writing, { type: 'task-run.open', ...opening }, 'requester');
  const items = Math.ceil(units / unitsPerItem);
  for (let first = 0; first < items; first += itemsPerCommand) {
    const some = Array.from({ length: Math.min(itemsPerCommand, items - first) }, (_, nth) => ({
      shared: { id: first + nth, text: `Sentence number ${first + nth} has to be read before it can be judged.` },
    }));
    await ask(writing, { type: 'assignment.create', items: some }, 'manyhands');
  }
  await ask(writing, { type: 'task-run.end-data', assignments: items }, 'manyhands');
  await ask(writing, { type: 'task-run.launch' }, 'manyhands');
}

async function workOn(writing: Writing, nth: number): Promise<void> {
  const { mailbox, clock } = writing;
  await returnUnit(writing, (nth * 7 + 3) % workers);
  if (nth % 4 === 1) await returnUnit(writing, (nth * 11 + 5) % workers);
  const worker = (nth + Math.floor(nth / workers) * 5) % workers;
  const { agentId, by } = await arrive(writing, worker);
  const unitId = mailbox.run.agents.get(agentId)?.context.unitId as UnitId;
  const item = Math.floor(nth / unitsPerItem);
  const isRight = (worker * 31 + nth) % 100 < 60 + (worker % 40);
  const label = labels[(item + (isRight ? 0 : 1 + (nth % 2))) % labels.length];
  const answer = { label, confidence: 1 + ((nth * 3) % 5), note: `Because of word ${item % 900} in it.` };
  clock.ms += unitMs(nth);
  await ask(writing, { type: 'agent.submit', agentId, answer }, by);
  const metadata = { feedback: { text: `Fine ${nth % 50}` } };
  await ask(writing, { type: 'agent.submit-metadata', agentId, metadata }, by);
  await ask(writing, { type: 'agent.log-error', agentId, error: { message: 'slow network' } }, by);
  if (nth % 5 < 3) await review(writing, unitId, nth);
  else if (nth % 50 === 3) await askSecondOpinion(writing, unitId, nth);
}

async function arrive(writing: Writing, nth: number) {
  const agentId = newAgentId();
  const worker = `person-${nth}`;
  const workerId = `w${'0'.repeat(22)}${String(nth).padStart(3, '0')}` as WorkerId;
  const arrival = { agentId, workerId, provider: 'inhouse', worker, registration: randomLetters(8) };
  const now = new Date(writing.clock.ms).toISOString();
  await ask(writing, { type: 'agent.connect', ...arrival, now, elsewhere: 0 }, `worker:${workerId}`);
  return { agentId, by: `worker:${workerId}` };
}

async function returnUnit(writing: Writing, worker: number): Promise<void> {
  const { agentId, by } = await arrive(writing, worker);
  await ask(writing, { type: 'agent.return', agentId, now: new Date(writing.clock.ms).toISOString() }, by);
}

async function review(writing: Writing, unitId: UnitId, nth: number): Promise<void> {
  const by = reviewers[nth % 2] as string;
  if (nth % 4 === 0) {
    await ask(writing, { type: 'unit.reject', unitId, by, note: 'Too fast?' }, by);
    await ask(writing, { type: 'unit.undo-review', unitId, by }, by);
  }
  await ask(writing, { type: nth % 9 ? 'unit.accept' : 'unit.soft-reject', unitId, by }, by);
  if (nth % 30 !== 1) return;
  const bonus = { bonusId: `b${randomLetters(16)}` as BonusId, cents: 50, currency: 'USD' };
  await ask(writing, { type: 'unit.grant-bonus', unitId, ...bonus, reason: 'Thorough.' }, by);
}

async function askSecondOpinion(writing: Writing, unitId: UnitId, nth: number): Promise<void> {
  const by = reviewers[nth % 2] as string;
  await ask(writing, { type: 'unit.ask-second-opinion', unitId, by, note: 'Is this right?' }, by);
}

/** The unit at a place of the study, for addresses. */
export const unitOfStudy = ({ run, units }: BigStudy, share: number): UnitId =>
  unitIdOf(run, Math.floor((units / unitsPerItem) * share), 0);

/** The data folder inside a bench daemon's folder. */
export const dataFolderIn = (folder: string): string => join(folder, 'data');
