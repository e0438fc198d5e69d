import { type CallOf, callOf, keyOf } from '../../actors/procedure.ts';
import type { ProcedureReply, ProcedureRequest } from '../calls.ts';
import type { OpenRun } from '../open-run.ts';
import { performTodos, sharedWork, type TodoLoop } from '../perform-todos.ts';
import type { Runtime } from '../runtime.ts';
import { concurrentCalls, openCallLimits } from './call-limits.ts';
import { begin, type CallSettings, hasOutcome, openCalls } from './perform-call.ts';

type Settings = Omit<CallSettings, 'runtime'> & {
  runtime: Pick<Runtime, 'run' | 'runs' | 'functionsOf' | 'workspace'>;
};

/** The procedures that pages call, in the code of their task: each call and each result is recorded before it goes on. */
export type Procedures = {
  /** Calls a procedure, or joins the same call; one that was made before gives the same reply. */
  call(request: ProcedureRequest): Promise<ProcedureReply>;
  /** Called with the replies to calls that are made again, for which nobody may wait here. */
  onReply(listener: (run: string, call: CallOf, reply: ProcedureReply) => void): void;
  /** Resolves when no call is without a reply. */
  settled(): Promise<void>;
  close(): void;
};

/** Opens the procedures, and goes on with the calls that the last process had not answered. */
export function openProcedures(given: Settings): Procedures {
  const settings = { ...given, notify: onceEach(given.notify) };
  const { runtime, notify } = settings;
  const once = sharedWork();
  const turns = openCallLimits();
  const calls = openCalls(settings);
  const listeners = new Set<Parameters<Procedures['onReply']>[0]>();
  const loops = new Map<string, TodoLoop>();
  let isClosed = false;

  /** The reply to a call that is recorded; concurrent ones wait for the same. */
  const replyTo = (run: OpenRun, call: CallOf): Promise<ProcedureReply> =>
    hasOutcome(run, call)
      ? calls.recorded(run, call)
      : turns.take(run.runId, call.agentId, () => calls.perform(run, call));

  /** One call is begun and made once, however many pages send it. */
  const shared = (run: OpenRun, call: CallOf, work: () => Promise<ProcedureReply>) =>
    once(`${run.runId} ${keyOf(call)}`, work);

  /** Makes the calls of a run again that have no reply. */
  function goOn(run: OpenRun): void {
    const known = loops.get(run.runId);
    if (isClosed) return;
    if (known) {
      known.wake();
      return;
    }
    const answer = async (call: CallOf) => {
      const reply = await shared(run, call, () => replyTo(run, call));
      for (const listener of listeners) listener(run.runId, call, reply);
    };
    const open = () => [...run.mailbox.run.procedures.open].map((key) => () => answer(callOf(key)));
    const onFailure = (failure: unknown) =>
      notify(
        `Run ${run.runId}: a procedure could not be called yet, and is tried again: ${(failure as Error).message}`,
        `Run ${run.runId}: a procedure could not be called yet, and is tried again.`,
      );
    loops.set(run.runId, performTodos({ open, onFailure, concurrent: concurrentCalls }));
  }
  // What an imported run waits for belongs to the data folder it came from.
  const isOwn = ({ runId }: OpenRun) => !runtime.workspace.mailbox.state.brought.has(runId);
  for (const run of runtime.runs()) if (isOwn(run) && run.mailbox.run.procedures.open.size > 0) goOn(run);

  return {
    async call({ run: runId, ...request }) {
      const run = runtime.run(runId);
      try {
        return await shared(run, request, async () => {
          if (!hasOutcome(run, request)) await begin(settings, run, request);
          return replyTo(run, request);
        });
      } catch (error) {
        if (run.mailbox.run.procedures.open.has(keyOf(request))) goOn(run);
        throw error;
      }
    },
    onReply: (listener) => void listeners.add(listener),
    async settled() {
      for (const { settled } of loops.values()) await settled();
    },
    close() {
      isClosed = true;
      calls.close();
      turns.close();
      for (const { close } of loops.values()) close();
    },
  };
}

/** Notifies once of each sentence for the log file: a page may call what fails again and again. */
function onceEach(notify: Settings['notify']): Settings['notify'] {
  const said = new Set<string>();
  return (sentence, forFile) => {
    if (said.has(forFile)) return;
    said.add(forFile);
    notify(sentence, forFile);
  };
}
