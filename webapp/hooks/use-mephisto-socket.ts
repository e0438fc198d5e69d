import { useEffect, useMemo, useRef } from 'react';
import { browserWorld, type LiveSocket, type LiveUpdate, openLiveSocket } from './live-socket.ts';
import { type ConnectionStatus, connectionStatusOf } from './statuses.ts';

/** The times of the connection, under Mephisto's names: `heartbeatTime` in ms, and how many heartbeats without a reply make a lost connection. */
export type SocketConfig = { heartbeatTime?: number; refreshSocketMissedResponses?: number };

/** What a connection is given, also one of your own as `customConnectionHook`. */
export type SocketProps = {
  onConnectionStatusChange?: (status: ConnectionStatus) => void;
  onStatusUpdate?: (update: { status: string }) => void;
  onLiveUpdate?: (update: LiveUpdate) => void;
  config?: SocketConfig;
};

/** A connection for an agent; `sendLiveUpdate` resolves with what was sent, once it is. */
export type MephistoSocket = {
  connect(agentId: string): void;
  destroy(): void;
  sendLiveUpdate(update: Record<string, unknown>): Promise<LiveUpdate>;
};

/** A connection of this page with the server, for one agent at a time. */
export function useMephistoSocket(props: SocketProps): MephistoSocket {
  // The connection outlasts renders, and tells whatever the last of them has given.
  const latest = useRef(props);
  latest.current = props;
  const present = useRef<{ agentId: string; live: LiveSocket } | undefined>(undefined);
  const socket = useMemo((): MephistoSocket => {
    const destroy = () => {
      present.current?.live.close();
      present.current = undefined;
    };
    return {
      connect(agentId) {
        if (present.current?.agentId === agentId) return;
        destroy();
        const { heartbeatTime: heartbeatMs, refreshSocketMissedResponses } = latest.current.config ?? {};
        const live = openLiveSocket(agentId, browserWorld, {
          ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
          ...(refreshSocketMissedResponses === undefined ? {} : { unansweredHeartbeats: refreshSocketMissedResponses }),
        });
        present.current = { agentId, live };
        latest.current.onConnectionStatusChange?.(connectionStatusOf[live.connection()]);
        live.listen({
          onConnection: (connection) => latest.current.onConnectionStatusChange?.(connectionStatusOf[connection]),
          onStatus: (status) => latest.current.onStatusUpdate?.({ status }),
          onUpdate: (update) => latest.current.onLiveUpdate?.(update),
        });
      },
      destroy,
      sendLiveUpdate: (update) =>
        present.current?.live.post(update) ??
        Promise.reject(new Error('This page is not connected: call connect first.')),
    };
  }, []);
  useEffect(() => socket.destroy, [socket]);
  return socket;
}
