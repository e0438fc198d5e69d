import { setTimeout as pause } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { conversationAt } from '../../actors/conversation-at.ts';
import type { AgentId, AssignmentId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import type { ConversationEvent } from '../ports/conversation-code.ts';
import type { TaskFunctions } from '../ports/task-functions.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import { type DoneByCode, noteDone, nothingDone } from './done-by-code.ts';
import { isOfCode } from './fault-of-code.ts';
import { eventOf, type RecordedStep, type RecordSettings, sinceBeginning } from './record.ts';
import { endsFailed, type RecordingSettings, recordProgress } from './record-progress.ts';

/** What leading conversations needs. */
export type LeadSettings = RecordingSettings & {
  runtime: Pick<Runtime, 'functionsOf'>;
  /** Everything that is recorded of a conversation so far, in order. */
  recordOf: (run: OpenRun, assignmentId: AssignmentId) => Promise<RecordedStep[]>;
  workerOf: (run: OpenRun, agentId: AgentId) => ReturnType<RecordSettings['workerOf']>;
  itemOf: (run: OpenRun, assignmentId: AssignmentId) => Promise<Record<string, unknown>>;
  /** Called with what went wrong, and is tried again. */
  report: (run: OpenRun, error: unknown) => void;
  /** Waits before the next attempt, in ms. */
  wait?: (ms: number) => Promise<unknown>;
};

/** How many conversations of a run are led at the same moment; the others have their turn after them. */
const concurrent = 16;
const [minPauseMs, maxPauseMs] = [200, 10_000];
/** After how many failures that are those of the code, one after the other, the conversation ends. */
const mostFaults = 3;
/** The most facts that the code gets at once; of a long record it gets several parts. */
const maxFacts = 500;

/** A conversation that is led: how many events its code has, and what is recorded since. */
type Led = {
  run: OpenRun;
  assignmentId: AssignmentId;
  seen: number;
  /** The place of the last fact that the code has, or is waiting for it here. */
  last: number;
  waiting: RecordedStep[];
  /** Whether its code has to get the whole record. */
  isNew: boolean;
  /** Whether its code is getting the record, and not yet its end. */
  isReplaying: boolean;
  isBusy: boolean;
  /** Whether its code is to be asked once more. */
  isWoken: boolean;
  isOver: boolean;
  done: DoneByCode;
  /** How often the code has failed since it last did not. */
  faults: number;
};

/** Leads conversations by the code of their tasks. */
export type Leader = {
  /** Takes what was recorded of a conversation, in the order of the log. */
  note(run: OpenRun, assignmentId: AssignmentId, steps: readonly RecordedStep[]): void;
  /** Goes on with a conversation from its record, as after a restart. */
  goOn(run: OpenRun, assignmentId: AssignmentId): void;
  close(): void;
};

/** Those whose code has just failed go on one at a time: it may be the code of one that ends the process of all. */
type Turns = { all: LimitFunction; failing: LimitFunction };

type Leading = {
  settings: LeadSettings;
  led: Map<string, Led>;
  turns: Map<string, Turns>;
  listening: WeakSet<OpenRun>;
  isClosed: boolean;
};

/** Opens the leading of conversations; each goes on with one activation of its code at a time. */
export function openLeader(settings: LeadSettings): Leader {
  const leading: Leading = { settings, led: new Map(), turns: new Map(), listening: new WeakSet(), isClosed: false };
  return {
    note(run, assignmentId, steps) {
      const one = find(leading, run, assignmentId);
      const fresh = steps.filter(({ order }) => order > one.last);
      const last = fresh.at(-1);
      if (!last) return;
      one.last = last.order;
      one.waiting.push(...sinceBeginning(fresh));
      noteDone(one.done, fresh);
      if (fresh.some(isNews)) wake(leading, one);
    },
    goOn(run, assignmentId) {
      const one = find(leading, run, assignmentId);
      one.isNew = true;
      wake(leading, one);
    },
    close() {
      leading.isClosed = true;
      for (const { all, failing } of leading.turns.values()) {
        all.clearQueue();
        failing.clearQueue();
      }
    },
  };
}

function find({ led }: Leading, run: OpenRun, assignmentId: AssignmentId): Led {
  const known = led.get(assignmentId);
  if (known) return known;
  const one: Led = {
    ...{ run, assignmentId, seen: 0, last: 0, waiting: [] },
    ...{ isNew: false, isReplaying: false, isBusy: false, isWoken: false, isOver: false },
    ...{ done: nothingDone(), faults: 0 },
  };
  led.set(assignmentId, one);
  return one;
}

function wake(leading: Leading, one: Led): void {
  one.isWoken = true;
  if (one.isBusy || leading.isClosed) return;
  one.isBusy = true;
  void lead(leading, one).finally(() => {
    one.isBusy = false;
    if (one.isOver) leading.led.delete(one.assignmentId);
    else if (one.isWoken) wake(leading, one);
  });
}

/** Activates the code until it has nothing to do, and again after a pause when that fails. */
async function lead(leading: Leading, one: Led): Promise<void> {
  const { settings, turns } = leading;
  const { wait = (ms) => pause(ms, undefined, { ref: false }) } = settings;
  const { run } = one;
  const turn = turns.get(run.runId) ?? { all: pLimit(concurrent), failing: pLimit(1) };
  turns.set(run.runId, turn);
  for (let attempt = 0; !leading.isClosed && !one.isOver && one.isWoken; attempt++) {
    one.isWoken = false;
    try {
      await turn[one.faults > 0 ? 'failing' : 'all'](() => activate(leading, one));
      if (one.isReplaying) attempt--;
      else {
        one.faults = 0;
        attempt = -1;
      }
    } catch (error) {
      // The code ends with everything else, and goes on with the next process.
      if (leading.isClosed) return;
      settings.report(run, error);
      one.isWoken = true;
      if (isOfCode(error) && ++one.faults >= mostFaults) one.isOver = await endsFailed(settings, one, error);
      if (one.isOver) await tellEnd(settings, one).catch(() => undefined);
      if (!one.isOver) await wait(Math.min(minPauseMs * 2 ** attempt, maxPauseMs));
    }
  }
}

/** One activation: the code hears what is recorded, and what it does is recorded. */
async function activate(leading: Leading, one: Led): Promise<void> {
  const { settings } = leading;
  const { run, assignmentId } = one;
  if (!conversationAt(run.mailbox.run, assignmentId)) {
    one.isOver = true;
    return;
  }
  const functions = await settings.runtime.functionsOf(run);
  if (!functions) throw refuse('run/no-code', { run: run.runId });
  listen(leading, run, functions.onWake);
  if (one.isNew) await startOver(settings, one);
  const taken = one.waiting.slice(0, maxFacts);
  const events = await eventsOf(settings, run, taken);
  const more = one.waiting.length > taken.length;
  const item = await settings.itemOf(run, assignmentId);
  const activation = { room: assignmentId, item, from: one.seen, events, ...(more ? { more } : {}) };
  const progress = await functions.call('conversation', activation);
  if ('unknown' in progress) {
    const isKnown = activation.from === 0 || one.isReplaying;
    one.isNew = true;
    one.isWoken = true;
    if (isKnown) throw refuse('task/conversation-not-kept');
    return;
  }
  one.waiting.splice(0, taken.length);
  one.seen += events.length;
  one.isReplaying = one.isReplaying && more;
  await recordProgress(settings, one, progress);
  if (more || one.waiting.some(isNews)) one.isWoken = true;
  const at = conversationAt(run.mailbox.run, assignmentId);
  if (one.waiting.length === 0 && (!at || at.conversation.matches('ended'))) one.isOver = true;
}

/** Lets a room that has failed hear its end, so that it stops what it is doing; whether it hears it matters to nobody else. */
async function tellEnd(settings: LeadSettings, { run, assignmentId, seen, isNew, waiting }: Led): Promise<void> {
  // A host without the room would begin it anew.
  if (isNew || seen === 0) return;
  const functions = await settings.runtime.functionsOf(run);
  const ends = waiting.filter(({ type }) => type === 'conversation.ended');
  const events = await eventsOf(settings, run, ends);
  const item = await settings.itemOf(run, assignmentId);
  await functions?.call('conversation', { room: assignmentId, item, from: seen, events });
}

async function eventsOf(
  { workerOf, files }: LeadSettings,
  run: OpenRun,
  steps: readonly RecordedStep[],
): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for (const one of steps) {
    const event = await eventOf(one, { workerOf: (agentId) => workerOf(run, agentId), files });
    if (event) events.push(event);
  }
  return events;
}

/** The code begins anew, in this process or in another one: it gets the whole record. */
async function startOver({ recordOf }: LeadSettings, one: Led): Promise<void> {
  const record = await recordOf(one.run, one.assignmentId);
  const known = record.at(-1)?.order ?? 0;
  const all = [...record, ...one.waiting.filter(({ order }) => order > known)];
  one.waiting = sinceBeginning(all);
  one.last = Math.max(one.last, known);
  one.done = nothingDone();
  noteDone(one.done, all);
  one.seen = 0;
  one.isNew = false;
  one.isReplaying = true;
}

/** Listens once for each run to what its code has without an event. */
function listen(leading: Leading, run: OpenRun, onWake: TaskFunctions['onWake']): void {
  const { listening, led } = leading;
  if (listening.has(run) || !onWake) return;
  listening.add(run);
  onWake((room) => {
    const all = room === undefined ? [...led.values()].filter((one) => one.run === run) : [led.get(room)];
    for (const one of all) if (one) wake(leading, one);
  });
}

/** The code hears that it gave a turn or waits together with what follows; of all else it hears at once. */
const isNews = ({ type }: RecordedStep): boolean =>
  type !== 'conversation.turn-given' && type !== 'conversation.timer-set';
