import type { AgentId, AssignmentId } from '../../../events/ids.ts';
import type { AgentView } from '../../../runtime/calls.ts';
import type { Update } from './conversation-updates.ts';
import type { PastReader, PastUpdates } from './past-updates.ts';

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
  /** Whether it reads the past. */
  isReading: boolean;
  /** Whether something was recorded meanwhile that it has to read. */
  again?: boolean;
  hasLeft: boolean;
};

/**
 * The pages that are connected to conversations. Each first reads what it missed, and goes on reading while something happens
 * meanwhile. So a page gets everything once and in order, no page waits until another has read, and a page that takes in nothing has
 * nothing held for it.
 */
export function openConversationListeners({ pastUpdates, report, afterPast, pauseMs = 1000 }: Settings) {
  const listeners = new Map<AssignmentId, Set<Listener>>();

  async function catchUp(listener: Listener): Promise<void> {
    listener.again = true;
    if (listener.isReading) return;
    listener.isReading = true;
    const { run, agent, send } = listener;
    const reader = pastUpdates.missed(run, agent, listener.last);
    let failures = 0;
    while (listener.again && !listener.hasLeft) {
      listener.again = false;
      try {
        await readPast(listener, reader);
        failures = 0;
      } catch (error) {
        report(error);
        listener.again = true;
        const waitMs = Math.min(pauseMs * 2 ** failures++, maxPauseMs);
        await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      }
    }
    if (listener.hasLeft) return;
    for (const update of afterPast(run, agent)) send(update);
    listener.last = reader.last();
    listener.isReading = false;
  }

  async function readPast(listener: Listener, reader: PastReader): Promise<void> {
    for await (const update of reader.more())
      if (listener.hasLeft || !(await listener.sendInTurn(update))) {
        listener.hasLeft = true;
        return;
      }
  }

  const listenersOf = (assignmentId: AssignmentId) => [...(listeners.get(assignmentId) ?? [])];

  return {
    /** Adds a page, which reads the past first; returns a function that takes it away. */
    add(assignmentId: AssignmentId, of: Omit<Listener, 'isReading' | 'again' | 'hasLeft'>): () => void {
      const listener: Listener = { ...of, isReading: false, hasLeft: false };
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
        if (listener.isReading) listener.again = true;
        else if (order > (listener.last ?? 0)) for (const update of updates) listener.send(update);
      }
    },
    /** Notes that pages have had everything up to a place in the log. */
    reach(assignmentId: AssignmentId, order: number): void {
      for (const listener of listenersOf(assignmentId))
        if (!listener.isReading) listener.last = Math.max(order, listener.last ?? 0);
    },
    /** Lets the pages of a conversation read what they could not be sent. */
    readAgain(assignmentId: AssignmentId): void {
      for (const listener of listenersOf(assignmentId)) void catchUp(listener);
    },
  };
}
