import type { Completion, PageFrame, WorkerPage } from '../../src/api/worker-page.ts';
import type { AgentPacket } from '../hooks/packets.ts';

/** A reply to a request of the page about its work, as `webapp/worker/work.js` reports it. */
export type WorkEvent =
  | ({ type: 'arrived'; server_timestamp?: number } & Arrival)
  | { type: 'submitted'; completion?: Completion; isElsewhere?: boolean }
  | { type: 'returned' }
  | { type: 'refused'; code?: string; message?: string };

type Arrival = AgentPacket['data'] & {
  failure_code?: string | null;
  previous_submitted?: boolean;
  units_left?: number | null;
  pay?: PageFrame['pay'];
  completion?: Completion;
};

/** What the scripts before this one put on the page. */
type Globals = {
  manyhandsPage: WorkerPage & { frame: PageFrame };
  manyhandsWork: {
    agentId: string | null;
    ready: Promise<unknown>;
    isWaiting: boolean;
    on(listener: (event: WorkEvent) => void): void;
    /** Tells whether another tab has the same unit, now and whenever that changes. */
    onOtherTab(listener: (isElsewhere: boolean) => void): void;
    /** Tells the page that the worker has left the unit. */
    leave(agentId: string): void;
    fetch: typeof fetch;
  };
  getWorkerName(): string | null;
  takeNextPiece(): void;
};

/** The window of a worker's page. */
export const world = window as unknown as Globals;
