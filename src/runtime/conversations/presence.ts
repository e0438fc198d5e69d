import { conversationAt } from '../../actors/conversation-at.ts';
import type { AgentId, AssignmentId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';

/** How often it is looked who is there, and how long a page may be gone before its member is away, in ms: a reload takes a moment. */
const [checkEveryMs, goneMs] = [2000, 10_000];

type Settings = {
  runs: () => readonly OpenRun[];
  /** Whether a page of this agent is connected. */
  isConnected: (agentId: AgentId) => boolean;
  nowMs: () => number;
  report: (error: unknown) => void;
};

/** Records who is away from their conversation, and who is back; after a restart everybody has as long to come back as after a lost connection. */
export function watchPresence({ runs, isConnected, nowMs, report }: Settings): { close(): void } {
  /** Since when pages are gone, in ms. */
  const goneSince = new Map<AgentId, number>();

  const ask = (run: OpenRun, agentId: AgentId, type: 'conversation.note-away' | 'conversation.note-back') =>
    run.mailbox.ask({ type, agentId, now: new Date(nowMs()).toISOString() }, 'gateway').catch(report);

  function look(run: OpenRun, agentId: AgentId, isAway: boolean): void {
    if (isConnected(agentId)) {
      goneSince.delete(agentId);
      if (isAway) void ask(run, agentId, 'conversation.note-back');
      return;
    }
    const since = goneSince.get(agentId) ?? nowMs();
    goneSince.set(agentId, since);
    if (!isAway && nowMs() - since >= goneMs) void ask(run, agentId, 'conversation.note-away');
  }

  function lookAtAll(): void {
    const seen = new Set<AgentId>();
    for (const run of runs())
      for (const [id] of run.mailbox.run.conversations.states.entries()) {
        const at = conversationAt(run.mailbox.run, id as AssignmentId);
        if (!at || at.conversation.matches('ended')) continue;
        for (const { agentId, awayUntil } of at.conversation.context.members) {
          seen.add(agentId);
          look(run, agentId, awayUntil !== undefined);
        }
      }
    for (const agentId of goneSince.keys()) if (!seen.has(agentId)) goneSince.delete(agentId);
  }

  const timer = setInterval(lookAtAll, checkEveryMs).unref();
  return { close: () => clearInterval(timer) };
}
