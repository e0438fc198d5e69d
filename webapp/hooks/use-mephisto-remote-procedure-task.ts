import { useCallback } from 'react';
import { type ConnectionStatus, connectionStatusOf, STATUS_TO_TEXT_MAP } from './statuses.ts';
import { lostStatuses } from './use-mephisto-live-task.ts';
import { type MephistoTask, useMephistoTask } from './use-mephisto-task.ts';
import { useProcedures } from './use-procedures.ts';

/** A procedure to call: `(args)` and `.invoke(args)` are the same. */
export type RemoteProcedure = {
  <Result = unknown>(args?: unknown): Promise<Result>;
  invoke<Result = unknown>(args?: unknown): Promise<Result>;
};

/** A piece of work whose page calls procedures; `disconnectIssueText` says why it cannot any more. */
export type RemoteProcedureTask<Data, Config> = MephistoTask<Data, Config> & {
  remoteProcedure(name: string): RemoteProcedure;
  disconnectIssueText: string | undefined;
  connectionStatus: ConnectionStatus;
  agentStatus: string | null;
};

/** The worker's piece of work, with the procedures of the task's code. Calls reject with `ProcedureFailed`, also those that wait when the work is over. */
export function useMephistoRemoteProcedureTask<Data = unknown, Config = Record<string, unknown>>(
  _props?: object,
): RemoteProcedureTask<Data, Config> {
  const task = useMephistoTask<Data, Config>();
  const { call, connection, status } = useProcedures();
  const remoteProcedure = useCallback(
    (name: string): RemoteProcedure => {
      const procedure = (<Result>(args?: unknown) => call<Result>(name, args)) as RemoteProcedure;
      procedure.invoke = procedure;
      return procedure;
    },
    [call],
  );
  const isLost = status !== null && lostStatuses.has(status);
  return {
    ...task,
    remoteProcedure,
    disconnectIssueText: isLost ? STATUS_TO_TEXT_MAP[status] : undefined,
    connectionStatus: connectionStatusOf[connection],
    agentStatus: status,
  };
}
