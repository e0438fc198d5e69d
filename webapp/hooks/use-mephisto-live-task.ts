import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveUpdate } from './live-socket.ts';
import { AGENT_STATUS, type ConnectionStatus, doesSupportWebsockets, getBlockedExplanation } from './statuses.ts';
import { type MephistoSocket, type SocketProps, useMephistoSocket } from './use-mephisto-socket.ts';
import { type MephistoTask, useMephistoTask } from './use-mephisto-task.ts';

/** What a live task is given: what to do with updates and statuses, and times or a connection of your own. */
export type LiveTaskProps = SocketProps & { customConnectionHook?: (props: SocketProps) => MephistoSocket };

/** A piece of work with a connection: `agentStatus` and `connectionStatus` are the last ones, or empty. */
export type LiveTask<Data, Config> = MephistoTask<Data, Config> &
  MephistoSocket & { connectionStatus: ConnectionStatus | ''; agentStatus: string | null };

/** The item of a live task, with what was said before the page was loaded. */
type LiveData = { past_live_updates?: readonly LiveUpdate[] } | null;

/**
 * The worker's piece of work in a live task. Call `connect(agentId)` when there is an agent; what was said before comes first, over
 * `onLiveUpdate`, and each update once. The status of the agent changes only with a packet of the server.
 */
export function useMephistoLiveTask<Data = unknown, Config = Record<string, unknown>>(
  props: LiveTaskProps = {},
): LiveTask<Data, Config> {
  const task = useMephistoTask<Data, Config>();
  const [connectionStatus, setConnectionStatus] = useState<ConnectionStatus | ''>('');
  const [agentStatus, setAgentStatus] = useState<string | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const told = useRef(new Set<string>());
  /** After a restart the server sends again what was there when the page was loaded. */
  const tell = useCallback((update: LiveUpdate): void => {
    const { update_id: id } = update;
    if (id !== undefined && told.current.has(id)) return;
    if (id !== undefined) told.current.add(id);
    latest.current.onLiveUpdate?.(update);
  }, []);
  const useConnection = props.customConnectionHook ?? useMephistoSocket;
  const socket = useConnection({
    config: props.config,
    onConnectionStatusChange(status) {
      setConnectionStatus(status);
      latest.current.onConnectionStatusChange?.(status);
    },
    onStatusUpdate(update) {
      setAgentStatus(update.status);
      latest.current.onStatusUpdate?.(update);
    },
    onLiveUpdate: tell,
  });
  const { initialTaskData } = task;
  useEffect(() => {
    const { past_live_updates: past = [] } = (initialTaskData as LiveData) ?? {};
    for (const update of past) tell(update);
  }, [initialTaskData, tell]);
  const isBlocked = !doesSupportWebsockets();
  const blocked = isBlocked && {
    blockedReason: 'no_websockets',
    blockedExplanation: getBlockedExplanation('no_websockets'),
  };
  return { ...task, ...socket, ...blocked, connectionStatus, agentStatus };
}

/** The statuses with which a worker can do nothing more for their piece of work. */
export const lostStatuses: ReadonlySet<string> = new Set([
  AGENT_STATUS.DISCONNECT,
  AGENT_STATUS.RETURNED,
  AGENT_STATUS.EXPIRED,
  AGENT_STATUS.TIMEOUT,
  AGENT_STATUS.MEPHISTO_DISCONNECT,
]);
