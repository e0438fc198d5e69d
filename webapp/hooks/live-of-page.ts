import { browserWorld, type LiveSocket, openLiveSocket } from './live-socket.ts';

let present: { agentId: string; live: LiveSocket } | undefined;

/** The connection of an agent: one page is one agent, and all its parts share it. That of an earlier agent is closed. */
export function liveOfPage(agentId: string): LiveSocket {
  if (present?.agentId === agentId) return present.live;
  present?.live.close();
  present = { agentId, live: openLiveSocket(agentId, browserWorld) };
  return present.live;
}
