import { conversationAt } from '../../actors/conversation-at.ts';
import { answersForm, assertShort } from '../../actors/conversation-decide.ts';
import { type WaitShown, waitOf } from '../../actors/conversation-status.ts';
import type { AgentId, AssignmentId } from '../../events/ids.ts';
import { factsOfConversation, pagesOfConversation } from '../../projections/conversations/conversation-facts.ts';
import { orderOf } from '../../projections/store/projection.ts';
import type { Commit } from '../managed-runs.ts';
import type { OpenRun } from '../open-run.ts';
import type { Files } from '../ports/files.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { TaskWorker } from '../ports/task-worker.ts';
import { store } from '../procedures/stored-values.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import { openTurns } from '../turns.ts';
import { openClock } from './clock.ts';
import { openLeader } from './lead.ts';
import { watchPresence } from './presence.ts';
import { type RecordedStep, recordedStep } from './record.ts';

type Settings = {
  runtime: Pick<Runtime, 'run' | 'runs' | 'functionsOf' | 'workspace' | 'onCommit' | 'releaseSeats'>;
  readModel: Pick<ReadModel, 'db' | 'reached'>;
  files: Files;
  callerOf: (run: OpenRun, agentId: AgentId) => Promise<{ worker: TaskWorker }>;
  nowMs: () => number;
  report: (sentence: string) => void;
};

/** What a page says in a conversation; the id is the page's own, and tells a repetition. */
export type Saying = { run: string; agentId: AgentId; messageId?: string; message: Record<string, unknown> };

/** What was recorded of a conversation, in order, once it is on disk; and what those can be told who wait for its beginning. */
export type RecordedSteps = {
  run: string;
  assignmentId: AssignmentId;
  steps: readonly RecordedStep[];
  waiting: readonly (WaitShown & { agentId: AgentId })[];
};

/** The conversations of all runs: their code goes on, their time passes, and who listens hears of what is recorded. */
export type Conversations = {
  say(saying: Saying): Promise<void>;
  /** Notes that a worker is still there, before the beginning. */
  confirm(of: { run: string; agentId: AgentId }): Promise<void>;
  onRecorded(listener: (recorded: RecordedSteps) => void): void;
  /** What somebody can be told who waits for the beginning. */
  waitOf(run: string, agentId: AgentId): WaitShown | undefined;
  /** What is recorded of a conversation after a place in the log, in order, in parts that are read as they are asked for. */
  recordParts(run: string, assignmentId: AssignmentId, after?: number): AsyncIterable<RecordedStep[]>;
  /** Watches whose page is connected. */
  watch(isConnected: (agentId: AgentId) => boolean): void;
  close(): void;
};

const rowsTimeoutMs = 30_000;
/** How many steps of a record are in memory at once for a page that reads it. */
const partRows = 200;
/** At most, of one conversation; and of one message, as JSON. */
export const limits = { messages: 20_000, bytes: 100_000 };

const settingsOf = ({ mailbox: { run } }: OpenRun) => run.taskRun.context.settings.conversation;

/** Opens the conversations, and goes on with those of the last process. */
export function openConversations(settings: Settings): Conversations {
  const { runtime, files, nowMs } = settings;
  const reported = (error: unknown) =>
    settings.report(`A conversation could not go on yet: ${(error as Error).message}`);
  const clock = openClock(nowMs, reported);
  const recordOf = (run: OpenRun, assignmentId: AssignmentId) => recordIn(settings.readModel, run, assignmentId);
  const leader = openLeader({
    ...{ runtime, files, nowMs, recordOf },
    workerOf: async (run, agentId) => (await settings.callerOf(run, agentId)).worker,
    itemOf: (run, assignmentId) => run.items.dataOf(`${assignmentId}.0` as Parameters<OpenRun['items']['dataOf']>[0]),
    report: (run, error) =>
      settings.report(
        `Run ${run.runId}: a conversation could not go on yet, and is tried again: ${(error as Error).message}`,
      ),
  });
  /** Those that go on by the record. */
  const led = new Set<AssignmentId>();
  const listeners = new Set<(recorded: RecordedSteps) => void>();
  // What an imported run waits for belongs to the data folder it came from.
  const isOwn = ({ runId }: OpenRun) => !runtime.workspace.mailbox.state.brought.has(runId);
  const ownRuns = () => runtime.runs().filter((run) => settingsOf(run) !== undefined && isOwn(run));
  let presence: { close(): void } | undefined;

  function noteAll(run: OpenRun): void {
    for (const [id] of run.mailbox.run.conversations.states.entries()) clock.note(run, id as AssignmentId);
  }

  async function resume(run: OpenRun, assignmentId: AssignmentId, state: unknown): Promise<void> {
    const now = new Date(nowMs()).toISOString();
    const resumed = run.mailbox.ask({ type: 'conversation.resume', assignmentId, now }, 'clock');
    if (state === 'talking') {
      led.add(assignmentId);
      leader.goOn(run, assignmentId);
    }
    await resumed.catch(reported);
  }

  function noteCommit(run: OpenRun, assignmentId: AssignmentId, steps: readonly RecordedStep[]): void {
    clock.note(run, assignmentId);
    if (steps.length === 0) return;
    // By what is recorded: the state in memory may be ahead of it.
    if (steps.some(({ type }) => type === 'conversation.began')) led.add(assignmentId);
    if (led.has(assignmentId)) leader.note(run, assignmentId, steps);
    if (steps.some(({ type }) => type === 'conversation.ended')) led.delete(assignmentId);
    const recorded = { run: run.runId, assignmentId, steps, waiting: waitingIn(run, assignmentId) };
    for (const listener of listeners) listener(recorded);
  }

  runtime.onCommit((run, commit) => {
    if (!settingsOf(run) || !isOwn(run)) return;
    if (commit.facts.some(({ type }) => type === 'task-run.stopped')) noteAll(run);
    for (const [assignmentId, steps] of stepsIn(run, commit)) noteCommit(run, assignmentId, steps);
  });
  const resuming: Promise<void>[] = [];
  for (const run of ownRuns()) {
    noteAll(run);
    for (const [id, { state }] of run.mailbox.run.conversations.states.entries())
      resuming.push(resume(run, id as AssignmentId, state));
  }
  void Promise.all(resuming).then(runtime.releaseSeats);

  return {
    say: openSaying({ runtime, files }),
    async confirm({ run: runId, agentId }) {
      const run = runtime.run(runId);
      const now = new Date(nowMs()).toISOString();
      await run.mailbox.ask({ type: 'conversation.confirm', agentId, now }, byOf(run, agentId));
    },
    onRecorded: (listener) => void listeners.add(listener),
    waitOf: (run, agentId) => waitOf(runtime.run(run).mailbox.run, agentId),
    recordParts: (run, assignmentId, after = 0) =>
      partsIn(settings.readModel, runtime.run(run), { assignmentId, after }),
    watch(isConnected) {
      presence = watchPresence({ runs: ownRuns, isConnected, nowMs, report: reported });
    },
    close() {
      presence?.close();
      clock.close();
      leader.close();
    },
  };
}

/** Records what pages say, each page's words in the order in which it said them. */
function openSaying({ runtime, files }: Pick<Settings, 'runtime' | 'files'>): Conversations['say'] {
  // A long message is stored first; what the same page said after it must not be recorded before it.
  const inTurn = openTurns();
  return async ({ run: runId, agentId, messageId, message }) => {
    const run = runtime.run(runId);
    assertShort({ message }, limits);
    const hold = files.hold();
    try {
      const stored = store(message, { files, hold, field: 'message' });
      // It may fail while those before it are waited for.
      stored.catch(() => undefined);
      const { recording } = await inTurn(agentId, async () => {
        const { value, file } = await stored;
        const said = file ? { messageFile: file } : { message: value as Record<string, unknown> };
        const how = { messageId, answersForm: answersForm(message), limits };
        const command = { type: 'conversation.say', agentId, ...how, ...said } as const;
        // In an object, since the next one would wait for the commit otherwise.
        return { recording: run.mailbox.ask(command, byOf(run, agentId)) };
      });
      await recording;
    } finally {
      hold.end();
    }
  };
}

/** The assignments that a commit is about, with what it records of their conversations. */
function stepsIn({ runId: run }: OpenRun, { sequence, facts }: Commit): Map<AssignmentId, RecordedStep[]> {
  const touched = new Map<AssignmentId, RecordedStep[]>();
  for (const [place, fact] of facts.entries()) {
    if (!('assignmentId' in fact.data)) continue;
    const steps = touched.get(fact.data.assignmentId) ?? [];
    touched.set(fact.data.assignmentId, steps);
    const step = recordedStep(fact, orderOf({ run, sequence, place }));
    if (step) steps.push(step);
  }
  return touched;
}

/** What those can be told who wait for a conversation to begin. */
function waitingIn({ mailbox: { run } }: OpenRun, assignmentId: AssignmentId): RecordedSteps['waiting'] {
  const { members = [] } = conversationAt(run, assignmentId)?.conversation.context ?? {};
  return members.flatMap(({ agentId }) => {
    const wait = waitOf(run, agentId);
    return wait ? [{ agentId, ...wait }] : [];
  });
}

const stepOf = ({ row, ...step }: ReturnType<typeof factsOfConversation>[number]): RecordedStep => ({
  order: row,
  ...step,
});

async function recordIn({ db, reached }: Settings['readModel'], run: OpenRun, assignmentId: AssignmentId) {
  await reached(run.mailbox.sequence, rowsTimeoutMs);
  return factsOfConversation(db, assignmentId).map(stepOf);
}

async function* partsIn(
  { db, reached }: Settings['readModel'],
  run: OpenRun,
  { assignmentId, after }: { assignmentId: AssignmentId; after: number },
) {
  await reached(run.mailbox.sequence, rowsTimeoutMs);
  for (const page of pagesOfConversation(db, assignmentId, { after, rows: partRows })) yield page.map(stepOf);
}

function byOf({ mailbox: { run } }: OpenRun, agentId: AgentId): string {
  const agent = run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  return `worker:${agent.context.workerId}`;
}
