import type { AgentId } from '../../../events/ids.ts';
import type { AgentView, RunCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';

/** A page that hears when the status of its agent changes. */
export type StatusListener = { run: string; agentId: AgentId; status: string; onStatus: (agent: AgentView) => void };

type Settings = {
  runs: Pick<RunCalls, 'agents'>;
  onChange: ReadModel['onChange'];
  report: (error: unknown) => void;
};

/** After a look, changes wait so long for the next one: where much is said, most of them change no status. */
export const quietMs = 100;
const quiet = () => new Promise<void>((resolve) => void setTimeout(resolve, quietMs).unref());

/** Tells pages about changes of their agents' status, such as that the time is up. */
export function openStatusPush({ runs, onChange, report }: Settings) {
  const listeners = new Map<string, Set<StatusListener>>();
  /** Runs that are being looked at, and whether they have changed since. */
  const looking = new Map<string, { again: boolean }>();

  async function tell(run: string, here: readonly StatusListener[]): Promise<void> {
    if (here.length === 0) return;
    const agents = await runs.agents({ run, agentIds: [...new Set(here.map(({ agentId }) => agentId))] });
    const found = new Map(agents.map((agent) => [agent.agentId, agent]));
    for (const listener of here) {
      const agent = found.get(listener.agentId);
      if (!agent || agent.status === listener.status) continue;
      listener.status = agent.status;
      listener.onStatus(agent);
    }
  }

  /** One look at a time for each run: changes meanwhile lead to one more. */
  async function look(run: string): Promise<void> {
    const present = looking.get(run);
    if (present) {
      present.again = true;
      return;
    }
    const look = { again: true };
    looking.set(run, look);
    try {
      while (look.again) {
        look.again = false;
        await tell(run, [...(listeners.get(run) ?? [])]);
        await quiet();
      }
    } catch (error) {
      report(error);
    } finally {
      looking.delete(run);
    }
  }

  const stop = onChange(({ runs: changed }) => {
    for (const run of changed) if (listeners.has(run)) void look(run);
  });

  return {
    /** Looks once whether the status has changed since it was read; returns a function that takes the listener away. */
    add(listener: StatusListener): () => void {
      const here = listeners.get(listener.run) ?? new Set();
      listeners.set(listener.run, here.add(listener));
      tell(listener.run, [listener]).catch(report);
      return () => {
        here.delete(listener);
        if (here.size === 0 && listeners.get(listener.run) === here) listeners.delete(listener.run);
      };
    },
    close: stop,
  };
}
