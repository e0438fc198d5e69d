import type { Agent, Packet } from '../../../actors/agent.ts';
import type { Outcome } from '../../../actors/mailbox.ts';
import type { Answer } from '../../../actors/unit.ts';
import type { AgentId } from '../../../events/ids.ts';
import type { OpenRun } from '../../../runtime/open-run.ts';
import { configOf } from '../../../runtime/open-run.ts';
import { limitsOf } from '../http/limits.ts';
import { refuse } from '../http/refusals.ts';
import type { PacketWatch } from './packet-watch.ts';

/** Who sent something, and when by their own clock. */
type SentBy = { agentId: AgentId; sentAt?: unknown };

/** The agent of this id in a run; throws `agent/unknown`. */
export function agentOf(run: OpenRun, agentId: AgentId): Agent {
  const agent = run.mailbox.run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  return agent;
}

/** The worker behind an agent, as facts name them. */
export const workerOf = (run: OpenRun, agentId: AgentId): string => `worker:${agentOf(run, agentId).context.workerId}`;

/** Hands in an answer; it is asked for before this returns. */
export function submit(run: OpenRun, sent: SentBy & Answer, watch: PacketWatch): Promise<Outcome> {
  const { agentId, sentAt, ...answer } = sent;
  watch.sent(sentAt);
  const command = { type: 'agent.submit', agentId, limits: limitsOf(configOf(run)), ...answer } as const;
  return watch.stored(run.mailbox.ask(command, workerOf(run, agentId)));
}

/** Hands in something beside the answer; it is asked for before this returns. */
export function submitMetadata(run: OpenRun, sent: SentBy & Packet, watch: PacketWatch): Promise<Outcome> {
  const { agentId, sentAt, ...packet } = sent;
  watch.sent(sentAt);
  const command = { type: 'agent.submit-metadata', agentId, limits: limitsOf(configOf(run)), ...packet } as const;
  return watch.stored(run.mailbox.ask(command, workerOf(run, agentId)));
}
