import type { Connection } from './live-socket.ts';

/** The statuses of an agent, as the server sends them, under Mephisto's names. */
export const AGENT_STATUS = {
  NONE: 'none',
  ONBOARDING: 'onboarding',
  WAITING: 'waiting',
  IN_TASK: 'in task',
  DONE: 'done',
  COMPLETED: 'completed',
  DISCONNECT: 'disconnect',
  TIMEOUT: 'timeout',
  PARTNER_DISCONNECT: 'partner disconnect',
  EXPIRED: 'expired',
  RETURNED: 'returned',
  MEPHISTO_DISCONNECT: 'mephisto disconnect',
} as const;
export type AgentStatus = (typeof AGENT_STATUS)[keyof typeof AGENT_STATUS];

/** How a page is connected with the server, under Mephisto's names. Those that `connectionStatusOf` lacks come only from a `customConnectionHook`. */
export const CONNECTION_STATUS = {
  FAILED: 'failed',
  INITIALIZING: 'initializing',
  WEBSOCKETS_FAILURE: 'websockets_failure',
  CONNECTED: 'connected',
  DISCONNECTED: 'disconnected',
  RECONNECTING_ROUTER: 'reconnecting_router',
  DISCONNECTED_ROUTER: 'disconnected_router',
  RECONNECTING_SERVER: 'reconnecting_server',
  DISCONNECTED_SERVER: 'disconnected_server',
} as const;
export type ConnectionStatus = (typeof CONNECTION_STATUS)[keyof typeof CONNECTION_STATUS];

/** What each state of a connection is called there. */
export const connectionStatusOf: Readonly<Record<Connection, ConnectionStatus>> = {
  connecting: CONNECTION_STATUS.INITIALIZING,
  connected: CONNECTION_STATUS.CONNECTED,
  reconnecting: CONNECTION_STATUS.RECONNECTING_ROUTER,
  closed: CONNECTION_STATUS.DISCONNECTED,
};

/** What a worker reads when their part is over without an answer, by the status of the agent. */
export const STATUS_TO_TEXT_MAP: Readonly<Record<string, string>> = {
  [AGENT_STATUS.EXPIRED]: 'This task is not available any more. You need not do anything; please return it.',
  [AGENT_STATUS.TIMEOUT]: 'The time for your part was over before you answered, so it has gone to somebody else.',
  [AGENT_STATUS.DISCONNECT]: 'Your connection was lost for too long, so your part has ended. Please return this task.',
  [AGENT_STATUS.RETURNED]: 'You have given this task back. Thank you; you can close this page.',
  [AGENT_STATUS.PARTNER_DISCONNECT]:
    'Somebody you worked with has left, so the task ends here. That is not your fault: please hand in what you have.',
  [AGENT_STATUS.MEPHISTO_DISCONNECT]:
    'The server cannot be reached any more. If you have done much of the work already, please write to whoever gave you this task.',
};

const blockedTexts: Readonly<Record<string, string>> = {
  no_mobile: 'This task needs a computer. Please open this link on one.',
  no_websockets: 'This task needs a newer browser: this one has no WebSocket.',
};

/** What a worker reads when the page is blocked for this reason, such as `no_mobile`. */
export const getBlockedExplanation = (reason: string): string =>
  blockedTexts[reason] ?? `You cannot work on this task at the moment (${reason}). Please try again later.`;

/** Whether this browser has WebSocket. */
export const doesSupportWebsockets = (): boolean => typeof WebSocket === 'function';
