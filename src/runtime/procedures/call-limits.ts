import pLimit, { type LimitFunction } from 'p-limit';

/** How many procedures of one run are in progress at the same time; further ones wait for their turn. */
export const concurrentCalls = 48;
/** How many of one agent. */
const concurrentOfAgent = 4;

/** Lets so many calls of each run and each agent through at a time, so that no worker keeps others waiting. */
export function openCallLimits() {
  const runs = new Map<string, LimitFunction>();
  /** Those whose calls are in progress or wait, and how many. */
  const agents = new Map<string, { turn: LimitFunction; calls: number }>();
  function turnOf(run: string): LimitFunction {
    const turn = runs.get(run) ?? pLimit(concurrentCalls);
    runs.set(run, turn);
    return turn;
  }
  return {
    async take<Value>(run: string, agent: string, work: () => Promise<Value>): Promise<Value> {
      const key = `${run} ${agent}`;
      const ofAgent = agents.get(key) ?? { turn: pLimit(concurrentOfAgent), calls: 0 };
      agents.set(key, ofAgent);
      ofAgent.calls++;
      try {
        return await ofAgent.turn(() => turnOf(run)(work));
      } finally {
        // Only with the last of them: others would have further turns beside these.
        if (--ofAgent.calls === 0) agents.delete(key);
      }
    },
    /** Of how many agents calls are in progress or wait. */
    agents: () => agents.size,
    close() {
      for (const turn of runs.values()) turn.clearQueue();
      for (const { turn } of agents.values()) turn.clearQueue();
    },
  };
}
