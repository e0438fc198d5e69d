/** The answer to /request_agent and /submit_onboarding, in Mephisto's envelope; times are seconds since 1970. */
export type AgentPacket = {
  packet_type: string;
  data: {
    worker_id: string | null;
    agent_id: string | null;
    init_task_data: unknown;
    failure_reason?: string | null;
    failure_code?: string | null;
    previous_submitted?: boolean;
    deadline_utc?: number | null;
    draft?: unknown;
    draft_saved_at?: number;
    submission_deadline_utc?: number | null;
  };
  server_timestamp?: number | null;
};

/** Where a worker is in an onboarding: the page, from 1; how many wrong answers they gave; whether the last one was wrong, and why. */
export type OnboardingStep = { page: number; pages: number; mistakes: number; wrong?: boolean; explanation?: string };

/** Whether an agent is one of an onboarding, without a unit: its id says so. */
export const isOnboardingId = (agentId: string): boolean => agentId.startsWith('onboarding');

/** The data of an agent, apart from where they are in an onboarding; a lone page says that only after a mistake. */
export function dataOf({ agent_id, init_task_data: data }: AgentPacket['data']) {
  if (agent_id === null || !isOnboardingId(agent_id)) return { data, onboarding: null };
  const { onboarding, ...shown } = (data ?? {}) as { onboarding?: OnboardingStep };
  const isStep = typeof onboarding?.page === 'number' && typeof onboarding.pages === 'number';
  return isStep ? { data: shown, onboarding } : { data, onboarding: { page: 1, pages: 1, mistakes: 0 } };
}

/** Seconds since 1970, as the wire protocol wants them. */
export const nowInSeconds = (): number => Date.now() / 1000;

/** When the work goes to someone else, and when a draft is handed in by itself, if ever. */
export type Deadlines = { deadline: Date | null; autoSubmitAt: Date | null };

/** The deadlines by this browser's clock, which may be minutes away from the server's. */
export function deadlinesHere({ data, server_timestamp: serverNow }: AgentPacket, browserNow: number): Deadlines {
  const ahead = typeof serverNow === 'number' ? browserNow - serverNow : 0;
  const here = (time?: number | null) => (typeof time === 'number' ? new Date((time + ahead) * 1000) : null);
  const autoSubmitAt = here(data.submission_deadline_utc);
  return { deadline: here(data.deadline_utc) ?? autoSubmitAt, autoSubmitAt };
}

/** Whether this is a telephone or a tablet, as far as the browser says so. */
export const isMobile = (userAgent: string = navigator.userAgent): boolean =>
  /android|iphone|ipad|ipod|blackberry|webos|iemobile|opera mini/i.test(userAgent);
