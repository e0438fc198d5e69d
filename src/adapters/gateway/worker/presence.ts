import { LRUCache } from 'lru-cache';
import type { RunCalls } from '../../../runtime/calls.ts';

/** How long an agent counts as present after its page was last heard from: an open page that is looked at asks for messages each minute. */
export const presentMs = 2 * 60_000;
/** Of all runs; the agents that were not heard from for longest are dropped. */
const maxAgents = 50_000;
/** Of a page that sends much, only one packet in this time is noted. */
const notedAgainMs = 5000;

/** The agents whose pages were heard from lately, whatever they sent. */
export type Presence = {
  /** A request of a page names these agents; of agents that are not at work nothing is kept. */
  heard(run: string, agentIds: readonly string[]): Promise<void>;
  /** How many agents of a run are at work and present. */
  count(run: string): Promise<number>;
};

const atWork: ReadonlySet<string> = new Set(['in task', 'onboarding', 'waiting']);

/** Begins with nobody present, so after a restart pages have to be heard from again; `now` is in ms since 1970. */
export function openPresence(runs: Pick<RunCalls, 'agents'>, now: () => number): Presence {
  const heardAt = new LRUCache<string, { run: string; agentId: string; at: number }>({ max: maxAgents });

  async function workingAmong(run: string, agentIds: readonly string[]): Promise<string[]> {
    if (agentIds.length === 0) return [];
    const agents = await runs.agents({ run, agentIds });
    return agents
      .filter(({ status, hasSubmitted }) => !hasSubmitted && atWork.has(status))
      .map(({ agentId }) => agentId);
  }

  return {
    async heard(run, agentIds) {
      const at = now();
      const notedSince = (agentId: string) => at - (heardAt.peek(`${run} ${agentId}`)?.at ?? Number.NEGATIVE_INFINITY);
      const silent = agentIds.filter((agentId) => notedSince(agentId) >= notedAgainMs);
      for (const agentId of await workingAmong(run, silent)) heardAt.set(`${run} ${agentId}`, { run, agentId, at });
    },
    async count(run) {
      const oldest = now() - presentMs;
      const agentIds: string[] = [];
      // The most recently heard come first.
      for (const one of heardAt.values()) {
        if (one.at < oldest) break;
        if (one.run === run) agentIds.push(one.agentId);
      }
      return (await workingAmong(run, agentIds)).length;
    },
  };
}
