import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { liveOfPage } from './live-of-page.ts';
import type { Connection, LiveSocket } from './live-socket.ts';
import { openProcedures, ProcedureFailed, type Procedures } from './procedures.ts';
import { useTask } from './use-task.ts';

export { ProcedureFailed } from './procedures.ts';

/** What `useProcedures` gives. */
export type TaskProcedures = {
  /** Calls a procedure of the task's code with a value that JSON can hold; rejects with `ProcedureFailed`. */
  call: Procedures['call'];
  connection: Connection;
  /** The last status of the agent that the server sent; null before the first. */
  status: string | null;
};

type Present = { agentId: string; live: LiveSocket; procedures: Procedures; status: string | null };

let present: Present | undefined;
const listeners = new Set<() => void>();
const notify = () => {
  for (const listener of listeners) listener();
};

function openFor(agentId: string): Present {
  if (present?.agentId === agentId) return present;
  present?.procedures.close();
  const live = liveOfPage(agentId);
  const opened: Present = { agentId, live, procedures: openProcedures(live), status: null };
  live.listen({
    onConnection: notify,
    onStatus(status) {
      if (opened.status === status) return;
      opened.status = status;
      notify();
    },
  });
  present = opened;
  notify();
  return opened;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
const connectionNow = (): Connection => present?.live.connection() ?? 'connecting';
const statusNow = (): string | null => present?.status ?? null;

/** The procedures of the task's code, for the worker's piece of work. */
export function useProcedures(): TaskProcedures {
  const { agentId } = useTask();
  useEffect(() => {
    if (agentId !== null) openFor(agentId);
  }, [agentId]);
  const call = useCallback(
    <Result>(name: string, args?: unknown): Promise<Result> =>
      agentId === null
        ? Promise.reject(new ProcedureFailed('procedure/not-at-work', 'There is no piece of work here yet.'))
        : openFor(agentId).procedures.call<Result>(name, args),
    [agentId],
  );
  return {
    call,
    connection: useSyncExternalStore(listen, connectionNow),
    status: useSyncExternalStore(listen, statusNow),
  };
}
