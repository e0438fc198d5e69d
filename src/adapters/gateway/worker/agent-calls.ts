import type { Packet } from '../../../actors/agent.ts';
import type { Answer } from '../../../actors/unit.ts';
import type { AgentId } from '../../../events/ids.ts';
import type { AgentView, Recorded, RunCalls } from '../../../runtime/calls.ts';
import { refuse } from '../http/refusals.ts';
import type { PacketWatch } from './packet-watch.ts';

/** The sender of a packet: the agent, and the time by the page's clock. */
type Sender = { agentId: AgentId; sentAt?: unknown };

/** The agent of this id in a run; throws `agent/unknown`. */
export async function agentOf(runs: RunCalls, run: string, agentId: AgentId): Promise<AgentView> {
  const [agent] = await runs.agents({ run, agentIds: [agentId] });
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  return agent;
}

/** Submits an answer; the call is made before this returns. */
export function submit(runs: RunCalls, run: string, sent: Sender & Answer, watch: PacketWatch): Promise<Recorded> {
  const { sentAt, ...answer } = sent;
  watch.sent(sentAt);
  return watch.stored(runs.submit({ run, ...answer }));
}

/** Submits metadata; the call is made before this returns. */
export function submitMetadata(
  runs: RunCalls,
  run: string,
  sent: Sender & Packet,
  watch: PacketWatch,
): Promise<Recorded> {
  const { sentAt, ...packet } = sent;
  watch.sent(sentAt);
  return watch.stored(runs.submitMetadata({ run, ...packet }));
}
