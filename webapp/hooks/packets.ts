/** The answer to /request_agent and /submit_onboarding, in Mephisto's envelope; times are seconds since 1970. */
export type AgentPacket = {
  packet_type: string;
  data: {
    worker_id: string | null;
    agent_id: string | null;
    init_task_data: unknown;
    failure_reason?: string | null;
    submission_deadline_utc?: number | null;
  };
  server_timestamp?: number | null;
};

/** Seconds since 1970, as the wire protocol wants them. */
export const nowInSeconds = (): number => Date.now() / 1000;

/** The deadline by this browser's clock, which may be minutes away from the server's. */
export function deadlineHere({ data, server_timestamp: serverNow }: AgentPacket, browserNow: number): Date | null {
  const deadline = data.submission_deadline_utc;
  if (typeof deadline !== 'number') return null;
  return new Date((deadline + (typeof serverNow === 'number' ? browserNow - serverNow : 0)) * 1000);
}

/** Whether this is a telephone or a tablet, as far as the browser says so. */
export const isMobile = (userAgent: string): boolean =>
  /android|iphone|ipad|ipod|blackberry|webos|iemobile|opera mini/i.test(userAgent);
