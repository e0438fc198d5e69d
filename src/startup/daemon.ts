import type { AccessSettings } from '../adapters/gateway/access/settings.ts';
import type { AppRoute } from '../adapters/gateway/http/app-routes.ts';
import type { RuntimeCalls } from '../runtime/calls.ts';
import type { Damage } from '../runtime/integrity/damage.ts';

/** What opening a daemon needs. */
export type DaemonSettings = AccessSettings & {
  /** The folder that holds everything; made if missing. */
  dataFolder: string;
  /** The folder for what can be fetched again, such as a nats-server. */
  cacheFolder: string;
  /** The port to listen on; 0 for any that is free. */
  port: number;
  /** A nats-server to use instead of one of our own. */
  natsUrl?: string;
  /** Where that server takes the facts, if with credentials of their own. */
  factsUrl?: string;
  /** Where Grafana shows the dashboard. */
  grafanaUrl?: string;
  /** Origins besides the app's own that may embed workers' pages and review views. */
  frameAncestors?: readonly string[];
  /** Hosts in private networks that may receive webhooks. */
  webhookHosts?: readonly string[];
  /** The most that our own nats-server may store, in bytes; by default most of what the disk has free. */
  storeLimitBytes?: number;
  /** The largest request body, in bytes. */
  maxBodyBytes?: number;
  /** A file for everything that is written to the terminal, each line with its time. */
  logFile?: string;
  /** Whether other commands find it as the daemon of its data folder; true by default. */
  announced?: boolean;
  /** Whether to start although part of the log is missing. */
  acceptLoss?: boolean;
  /** Ends the opening. */
  signal?: AbortSignal;
  /** Wraps the calls to the runtime, as a transport to another process would. */
  transport?: (calls: RuntimeCalls) => RuntimeCalls;
  notify: (sentence: string) => void;
  /** Called when the log is gone for good and nothing can be recorded any more. */
  onGone?: (sentence: string) => void;
};

/** A running daemon. */
export type Daemon = {
  /** Where programs of this machine find it. */
  url: string;
  /** Its public address, if it has one. */
  publicUrl?: string;
  /** The token of programs of this machine's user. */
  token: string;
  /** The routes of the app origin, and the role each needs. */
  routes: readonly AppRoute[];
  port: number;
  /** Where outside tools read the facts, with read-only credentials. */
  factsUrl: string;
  /** What was recorded and is missing; while there is any, the daemon is closed for work. */
  damages(): readonly Damage[];
  stop(): Promise<void>;
};
