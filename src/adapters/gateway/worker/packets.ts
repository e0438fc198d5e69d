/** Seconds since 1970, as worker pages count. */
export const seconds = (ms: number): number => ms / 1000;

export type AgentDetails = {
  request_id: string;
  worker_id: string | null;
  agent_id: string | null;
  init_task_data: unknown;
  failure_reason: string | null;
  /** When the page hands in by itself, in seconds since 1970, if the task asks for that. */
  submission_deadline_utc: number | null;
  /** When the unit is taken back, in seconds since 1970. */
  deadline_utc: number | null;
};

/** The envelope in which a page learns who it is and what to do (worker protocol, packet type `agent_details`). */
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
