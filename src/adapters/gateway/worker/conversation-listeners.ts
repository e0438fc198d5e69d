import type { AgentId, AssignmentId } from '../../../events/ids.ts';
import type { AgentView } from '../../../runtime/calls.ts';
import type { Update } from './conversation-updates.ts';
import type { PastUpdates } from './past-updates.ts';

type Settings = {
  pastUpdates: Pick<PastUpdates, 'missed'>;
  report: (error: unknown) => void;
  /** What a page is told besides once it has read the past. */
  afterPast: (run: string, agent: AgentView) => Update[];
  /** How long after a failed read it is tried again, in ms; after each further one twice as long. */
  pauseMs?: number;
};

const maxPauseMs = 10_000;

/** A connected page: what it listens to, and where in the log it is. */
type Listener = {
  run: string;
  agent: AgentView;
  send: (update: Update) => void;
  /** Sends one of many, and resolves once it is on its way; false if the page has left. */
  sendInTurn: (update: Update) => Promise<boolean>;
  /** Up to which place in the log it has had everything; undefined if nobody knows that before it has read the past. */
  last?: number;
  /** What happens while it reads the past. */
  held?: { order: number; update: Update }[];
  /** Whether something was recorded meanwhile that it has to read. */
  again?: boolean;
  hasLeft: boolean;
};

/**
 * The pages that are connected to conversations. Each first reads what it missed; what happens meanwhile is held, and follows as far as
 * it was not read. So a page gets everything once and in order, and no page waits until another has read.
 */
export function openConversationListeners({ pastUpdates, report, afterPast, pauseMs = 1000 }: Settings) {
  const listeners = new Map<AssignmentId, Set<Listener>>();

  async function catchUp(listener: Listener): Promise<void> {
    if (listener.held) {
      listener.again = true;
      return;
    }
    listener.held = [];
    let failures = 0;
    do {
      listener.again = false;
      try {
        await readPast(listener);
        failures = 0;
      } catch (error) {
        report(error);
        listener.again = true;
        const waitMs = Math.min(pauseMs * 2 ** failures++, maxPauseMs);
        await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      }
    } while (listener.again && !listener.hasLeft);
    if (listener.hasLeft) return;
    const { run, agent, send, held, last = 0 } = listener;
    for (const update of afterPast(run, agent)) send(update);
    for (const { order, update } of held) if (order > last) send(update);
    listener.last = Math.max(last, ...held.map(({ order }) => order));
    listener.held = undefined;
  }

  async function readPast(listener: Listener): Promise<void> {
    const { run, agent } = listener;
    const { updates, last } = await pastUpdates.missed(run, agent, listener.last);
    for (const update of updates) if (listener.hasLeft || !(await listener.sendInTurn(update))) return;
    listener.last = last;
  }

  const listenersOf = (assignmentId: AssignmentId) => [...(listeners.get(assignmentId) ?? [])];

  return {
    /** Adds a page, which reads the past first; returns a function that takes it away. */
    add(assignmentId: AssignmentId, of: Pick<Listener, 'run' | 'agent' | 'send' | 'sendInTurn' | 'last'>): () => void {
      const listener: Listener = { ...of, hasLeft: false };
      const here = listeners.get(assignmentId) ?? new Set();
      listeners.set(assignmentId, here.add(listener));
      void catchUp(listener);
      return () => {
        listener.hasLeft = true;
        here.delete(listener);
        if (here.size === 0 && listeners.get(assignmentId) === here) listeners.delete(assignmentId);
      };
    },
    /** Whether a page of an agent listens. */
    has: (assignmentId: AssignmentId, agentId: AgentId): boolean =>
      listenersOf(assignmentId).some(({ agent }) => agent.agentId === agentId),
    /** Sends the pages of an agent what happened at a place in the log. */
    tell(assignmentId: AssignmentId, agentId: AgentId, order: number, updates: readonly Update[]): void {
      for (const listener of listenersOf(assignmentId)) {
        if (listener.agent.agentId !== agentId) continue;
        if (listener.held) for (const update of updates) listener.held.push({ order, update });
        else if (order > (listener.last ?? 0)) for (const update of updates) listener.send(update);
      }
    },
    /** Notes that pages have had everything up to a place in the log. */
    reach(assignmentId: AssignmentId, order: number): void {
      for (const listener of listenersOf(assignmentId))
        if (!listener.held) listener.last = Math.max(order, listener.last ?? 0);
    },
    /** Lets the pages of a conversation read what they could not be sent. */
    readAgain(assignmentId: AssignmentId): void {
      for (const listener of listenersOf(assignmentId)) void catchUp(listener);
    },
  };
}
