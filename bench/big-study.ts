import { join } from 'node:path';
import { openRunMailbox } from '../src/actors/run-mailbox.ts';
import { openDataFolder } from '../src/adapters/data-folder/data-folder.ts';
import { jetStreamLog } from '../src/adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../src/adapters/nats/nats.ts';
import { type BonusId, type RunId, type UnitId, unitIdOf, type WorkerId } from '../src/events/ids.ts';
import { newAgentId, randomLetters, stamper } from '../src/runtime/ids.ts';
import { readSettings } from '../src/startup/config.ts';

/** A study that is nearly over, as it lies on a log: `facts` facts about `units` units of one run. */
export type BigStudy = { run: RunId; units: number; facts: number };

const labels = ['yes', 'no', 'unsure'];
const unitsPerItem = 4;
const workspace = 400;
const inFlight = 500;
/** Simulated time between two commands, in ms. */
const stepMs = 30;
/** What a person takes for a unit besides, in ms. */
const unitMs = (nth: number) => 4_000 + ((nth * 7_919) % 40_000);
const reviewers = ['reviewer:anna', 'reviewer:ben'];
const settings = {
  unitsPerAssignment: unitsPerItem,
  assignmentDurationSeconds: 3600,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};

/** Writes a study onto the log of a data folder that no house is using: the run's own rules decide, so it could have happened. */
export async function writeBigStudy(folder: string, units: number): Promise<BigStudy> {
  const held = openDataFolder(folder);
  const quiet = () => undefined;
  const nats = await openNats({
    folder: held.nats,
    cacheFolder: readSettings(process.env).cacheFolder,
    say: quiet,
    onGone: quiet,
  });
  const connection = await connectTo(nats.logUrl, 'bench');
  let clock = Date.UTC(2026, 0, 5, 8);
  const now = () => new Date(clock).toISOString();
  const run = `big-${randomLetters(5)}` as RunId;
  let facts = 0;
  const mailbox = await openRunMailbox({
    log: await jetStreamLog(connection),
    runId: run,
    stamp: stamper(() => clock),
    commitId: () => randomLetters(16),
    pause: async () => undefined,
    onStored: (commit) => {
      facts += commit.facts.length;
    },
  });
  const pending = new Set<Promise<unknown>>();

  /** Decides at once; what is stored is waited for only when much is under way. */
  async function ask(command: Parameters<typeof mailbox.ask>[0], by: string): Promise<void> {
    clock += stepMs;
    const asked = mailbox.ask(command, by).finally(() => pending.delete(asked));
    pending.add(asked);
    if (pending.size >= inFlight) await Promise.race(pending);
  }

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
  const opening = {
    runId: run,
    task: 'big',
    title: 'A big study',
    lazy: false,
    launched: { folder },
    settings,
    config,
  };
  await ask({ type: 'task-run.open', ...opening }, 'requester');
  const items = Math.ceil(units / unitsPerItem);
  for (let first = 0; first < items; first += 250) {
    const some = Array.from({ length: Math.min(250, items - first) }, (_, nth) => ({
      shared: { id: first + nth, text: `Sentence number ${first + nth} has to be read before it can be judged.` },
    }));
    await ask({ type: 'assignment.create', items: some }, 'house');
  }
  await ask({ type: 'task-run.end-data', assignments: items }, 'house');
  await ask({ type: 'task-run.launch' }, 'house');

  async function arrive(person: number) {
    const agentId = newAgentId();
    const worker = `person-${person}`;
    const workerId = `w${'0'.repeat(22)}${String(person).padStart(3, '0')}` as WorkerId;
    const arrival = { agentId, workerId, provider: 'inhouse', worker, registration: randomLetters(8) };
    await ask({ type: 'agent.connect', ...arrival, now: now(), elsewhere: 0 }, `worker:${workerId}`);
    return { agentId, by: `worker:${workerId}` };
  }

  async function giveUp(person: number) {
    const { agentId, by } = await arrive(person);
    await ask({ type: 'agent.return', agentId }, by);
  }

  for (let nth = 0; nth < units; nth++) {
    await giveUp((nth * 7 + 3) % workspace);
    if (nth % 4 === 1) await giveUp((nth * 11 + 5) % workspace);
    const person = (nth + Math.floor(nth / workspace) * 5) % workspace;
    const { agentId, by } = await arrive(person);
    const unitId = mailbox.run.agents.get(agentId)?.context.unitId as UnitId;
    const item = Math.floor(nth / unitsPerItem);
    const isRight = (person * 31 + nth) % 100 < 60 + (person % 40);
    const label = labels[(item + (isRight ? 0 : 1 + (nth % 2))) % labels.length];
    const answer = { label, confidence: 1 + ((nth * 3) % 5), note: `Because of word ${item % 900} in it.` };
    clock += unitMs(nth);
    await ask({ type: 'agent.submit', agentId, answer }, by);
    await ask({ type: 'agent.submit-metadata', agentId, metadata: { feedback: { text: `Fine ${nth % 50}` } } }, by);
    await ask({ type: 'agent.log-error', agentId, error: { message: 'slow network' } }, by);
    if (nth % 5 < 3) await review(unitId, nth);
    else if (nth % 50 === 3) await askSecondOpinion(unitId, nth);
  }
  async function review(unitId: UnitId, nth: number) {
    const by = reviewers[nth % 2] as string;
    if (nth % 4 === 0) {
      await ask({ type: 'unit.reject', unitId, by, note: 'Too fast?' }, by);
      await ask({ type: 'unit.undo-review', unitId, by }, by);
    }
    await ask({ type: nth % 9 ? 'unit.accept' : 'unit.soft-reject', unitId, by }, by);
    if (nth % 30 === 1) {
      const bonus = { bonusId: `b${randomLetters(16)}` as BonusId, cents: 50, currency: 'USD' };
      await ask({ type: 'unit.grant-bonus', unitId, ...bonus, reason: 'Thorough.' }, by);
    }
  }
  async function askSecondOpinion(unitId: UnitId, nth: number) {
    const by = reviewers[nth % 2] as string;
    await ask({ type: 'unit.ask-second-opinion', unitId, by, note: 'What do you say?' }, by);
  }

  await Promise.all(pending);
  await connection.close();
  await nats.stop();
  held.release();
  return { run, units, facts };
}

/** The unit at a place of the study, for addresses. */
export const unitOfStudy = ({ run, units }: BigStudy, share: number): UnitId =>
  unitIdOf(run, Math.floor((units / unitsPerItem) * share), 0);

/** The data folder inside a bench daemon's folder. */
export const dataFolderIn = (folder: string): string => join(folder, 'data');
