/** Milliseconds as seconds, the unit of worker pages. */
export const seconds = (ms: number): number => ms / 1000;

export type AgentDetails = {
  request_id: string;
  worker_id: string | null;
  agent_id: string | null;
  init_task_data: unknown;
  failure_reason: string | null;
  /** When the page submits by itself, in seconds since 1970, if the task is configured so. */
  submission_deadline_utc: number | null;
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
