import { type CallOf, isAtWork, keyOf, type ProcedureCommand } from '../../actors/procedure.ts';
import { Refusal } from '../../actors/refusal.ts';
import type { AgentId, WorkerId } from '../../events/ids.ts';
import { textOutside } from '../../events/outside.ts';
import { askUntilStored } from '../ask-until-stored.ts';
import type { ProcedureReply, ProcedureRequest } from '../calls.ts';
import { procedureDefaults } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { Files } from '../ports/files.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import type { Caller } from './caller.ts';
import { load, store } from './stored-values.ts';

/** What a call needs. */
export type CallSettings = {
  runtime: Pick<Runtime, 'functionsOf'>;
  files: Files;
  /** Who calls, and about what. */
  callerOf: (run: OpenRun, agentId: AgentId) => Promise<Caller>;
  /** The reply to an earlier call, from what was recorded; undefined if it is not known. */
  replyOf: (run: OpenRun, call: CallOf) => Promise<ProcedureReply | undefined>;
  /** Called with a sentence for the terminal, and one for the log file, which has nothing of what workers send. */
  notify: (sentence: string, forFile: string) => void;
  nowMs: () => number;
};

const stateOf = ({ mailbox }: OpenRun, call: CallOf) => mailbox.run.procedures.states.get(keyOf(call));

/** Whether a call has a result, or has failed. */
export function hasOutcome(run: OpenRun, call: CallOf): boolean {
  const state = stateOf(run, call);
  return state !== undefined && !state.matches('called');
}

/**
 * Records that a page calls a procedure, and resolves when it is on disk, also if it was recorded before. Throws
 * `procedure/unknown` for one that the code does not define.
 */
export async function begin(
  { runtime, files, notify }: CallSettings,
  run: OpenRun,
  { agentId, callId, name, args }: Omit<ProcedureRequest, 'run'>,
): Promise<void> {
  const by = `worker:${workerOf(run, agentId)}`;
  const known = (await runtime.functionsOf(run))?.declares?.procedures ?? [];
  if (!known.includes(name)) {
    const about = `The page of ${run.runId} calls a procedure that its code does not define`;
    notify(`${about}: ${JSON.stringify(textOutside(name).slice(0, 60))}.`, `${about}.`);
    throw refuse('procedure/unknown', { name });
  }
  const hold = files.hold();
  try {
    const { value, file } = await store(args, { files, hold, field: 'args' });
    const { max_procedure_calls: maxCalls = procedureDefaults.maxCalls } = configOf(run);
    const call = { agentId, callId, name, args: value, argsFile: file, maxCalls };
    await run.mailbox.ask({ type: 'procedure.call', ...call }, by);
  } finally {
    hold.end();
  }
}

/** Whose page an agent is; throws `agent/unknown`. */
function workerOf({ mailbox: { run } }: OpenRun, agentId: AgentId): WorkerId {
  const known = run.agents.get(agentId) ?? run.onboardings.states.get(agentId);
  if (!known) throw refuse('agent/unknown', { agent: agentId });
  return known.context.workerId;
}

type Outcome = { result: unknown } | { reason: string; message: string };

/** Opens the calls of procedures. What the code has given is kept until it is recorded, so that the code is not called again for it. */
export function openCalls(settings: CallSettings) {
  const unrecorded = new Map<string, Outcome & { milliseconds: number }>();
  let isClosed = false;

  return {
    /** Calls the code of the task, and records what became of it before anybody gets to know. */
    async perform(run: OpenRun, call: CallOf): Promise<ProcedureReply> {
      if (isClosed) throw refuse('procedure/failed');
      const key = `${run.runId} ${keyOf(call)}`;
      let outcome = unrecorded.get(key);
      if (!outcome) {
        const began = settings.nowMs();
        const given = await outcomeOf(settings, run, call);
        outcome = { ...given, milliseconds: Math.max(0, settings.nowMs() - began) };
        unrecorded.set(key, outcome);
      }
      const recorded = await record(settings, run, call, outcome);
      unrecorded.delete(key);
      return 'result' in recorded
        ? { result: recorded.result }
        : { failed: recorded.message, code: 'procedure/failed' };
    },
    async recorded(run: OpenRun, call: CallOf): Promise<ProcedureReply> {
      const reply = await settings.replyOf(run, call);
      if (!reply) throw refuse('procedure/unknown-call', { call: call.callId });
      return reply;
    },
    close() {
      isClosed = true;
    },
  };
}

type Timed = Outcome & { milliseconds: number };

/** Records an outcome; a result that is too large even as a file is a failure. */
async function record(settings: CallSettings, run: OpenRun, call: CallOf, outcome: Timed): Promise<Outcome> {
  const { files } = settings;
  const hold = files.hold();
  try {
    const { milliseconds } = outcome;
    if ('reason' in outcome) {
      const { reason, message } = outcome;
      await ask(run, { type: 'procedure.fail', ...call, reason, message, milliseconds });
    } else {
      const { value, file } = await store(outcome.result, { files, hold, field: 'result' });
      await ask(run, { type: 'procedure.answer', ...call, result: value, resultFile: file, milliseconds });
    }
    return outcome;
  } finally {
    hold.end();
  }
}

const ask = (run: OpenRun, { agentId, callId, ...command }: ProcedureCommand): Promise<void> =>
  askUntilStored(run.mailbox, {
    command: { agentId, callId, ...command } as ProcedureCommand,
    by: `procedures:${run.runId}`,
    isDone: () => hasOutcome(run, { agentId, callId }),
  });

/** Refusals that say that the code cannot answer this call; with others, as when the daemon closes, it is made again. */
const failures: ReadonlySet<string> = new Set([
  'procedure/lost-value',
  'run/no-code',
  'task/call-too-large',
  'task/code-failed',
  'task/not-answering',
]);

const maxReasonLetters = 1000;
const cut = (text: string) => (text.length > maxReasonLetters ? `${text.slice(0, maxReasonLetters)}…` : text);

async function outcomeOf(settings: CallSettings, run: OpenRun, call: CallOf): Promise<Outcome> {
  const { runtime, files, callerOf, notify } = settings;
  const { name = '', args, argsFile } = stateOf(run, call)?.context ?? {};
  if (!isAtWork(run.mailbox.run, call.agentId)) {
    const { message } = refuse('procedure/not-at-work', { agent: call.agentId });
    return { reason: 'The work was over before its turn came.', message };
  }
  try {
    const functions = await runtime.functionsOf(run);
    if (!functions) throw refuse('run/no-code', { run: run.runId });
    const gives = await functions.call('procedure', {
      ...{ name, args: (await load({ value: args, file: argsFile }, files)) ?? null },
      ...{ agent: call.agentId, call: call.callId, ...(await callerOf(run, call.agentId)) },
      seconds: configOf(run).procedure_time_limit_in_seconds ?? procedureDefaults.seconds,
    });
    if ('refused' in gives) return { reason: cut(gives.refused), message: cut(gives.refused) };
    return { result: gives.result ?? null };
  } catch (error) {
    if (!(error instanceof Refusal) || !failures.has(error.code)) throw error;
    const about = `Run ${run.runId}: the procedure "${name}" failed`;
    notify(`${about}: ${textOutside(cut(error.message))}`, `${about}.`);
    // Workers need not know how the code of the task failed.
    return { reason: cut(error.message), message: refuse('procedure/failed').message };
  }
}
