import type { Completion, PageFrame } from '../../../api/worker-page.ts';

/** Milliseconds as seconds, the unit of worker pages. */
export const seconds = (ms: number): number => ms / 1000;

export type AgentDetails = {
  request_id: string;
  worker_id: string | null;
  agent_id: string | null;
  init_task_data: unknown;
  failure_reason: string | null;
  /** The code of that reason, for pages that say it in another language. */
  failure_code: string | null;
  /** Whether the page comes back after it had submitted, so that this is its next unit. */
  previous_submitted: boolean;
  /** At most how many further units the worker can get here, if that is known. */
  units_left: number | null;
  /** What the unit pays, if the pay was changed while the run was open: others may pay something else. */
  pay?: PageFrame['pay'];
  /** What follows the end of their work, if this is it. */
  completion?: Completion;
  /** When the page submits by itself, in seconds since 1970, if the task is configured so. */
  submission_deadline_utc: number | null;
  /** What was last saved of an answer in progress, and when, by the clock of the page that sent it, in seconds since 1970. */
  draft?: unknown;
  draft_saved_at?: number;
  /** What the page called before it was loaded again, if anything. */
  previous_requests?: unknown[];
  /** The deadline of the unit, in seconds since 1970. */
  deadline_utc: number | null;
};

/** The packet with the page's agent and the data of its unit (worker protocol, packet type `agent_details`). */
export function agentDetails(data: AgentDetails, clientTimestamp: unknown, received: number, now: number) {
  return {
    packet_type: 'agent_details',
    subject_id: data.request_id,
    data,
    client_timestamp: clientTimestamp ?? null,
    router_incoming_timestamp: seconds(received),
    router_outgoing_timestamp: seconds(now),
    server_timestamp: seconds(now),
  };
}
