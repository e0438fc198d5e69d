import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { Refusal } from '../actors/refusal.ts';
import {
  AccessEnvironment,
  type AccessSettings,
  accessFault,
  accessSettings,
  halfOidc,
} from '../adapters/gateway/access/settings.ts';
import { packageFolder } from '../adapters/package.ts';
import { entriesOf, frameAncestor, hostName } from './frame-ancestors.ts';
import { refuse } from './refusals.ts';

/** Where Manyhands listens, keeps its data, and finds its NATS server. */
export type Settings = AccessSettings & {
  /** The port to listen on; 0 takes a free one. */
  port: number;
  /** The folder that holds everything that must not be lost. */
  dataFolder: string;
  /** The folder for what can be fetched again, such as a nats-server. */
  cacheFolder: string;
  /** A file for everything that is written to the terminal. */
  logFile?: string;
  /** A NATS server that runs already and keeps the log; without it the daemon starts its own. */
  natsUrl?: string;
  /** Where the facts are published when `natsUrl` is set and they need credentials of their own. */
  factsUrl?: string;
  /** Where Grafana shows the dashboard; without it no screen leads there. */
  grafanaUrl?: string;
  /** Origins of other sites that may embed workers' pages and review views. */
  frameAncestors?: readonly string[];
  /** Hosts in private networks that may receive webhooks. */
  webhookHosts?: readonly string[];
  /** The URL of a Manyhands elsewhere that verbs call, instead of the one on the data folder. */
  url?: string;
  /** The token that verbs send. */
  token?: string;
};

const NatsUrl = z.url({ protocol: /^(nats|tls)$/, hostname: /./ }).optional();
// Every user sees the address, so it may hold no password.
const GrafanaUrl = z
  .url({ protocol: /^https?$/, hostname: /./ })
  .regex(/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i)
  .optional();
const FrameAncestors = z
  .string()
  .transform((text) => entriesOf(text).map(frameAncestor))
  .pipe(z.array(z.string()))
  .optional();
const WebhookHosts = z
  .string()
  .transform((text) => entriesOf(text).map(hostName))
  .pipe(z.array(z.string()))
  .optional();
const Environment = z.object({
  MANYHANDS_PORT: z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(65_535)).default(8400),
  MANYHANDS_DATA: z.string().default('.manyhands'),
  MANYHANDS_CACHE: z.string().optional(),
  MANYHANDS_LOG_FILE: z.string().optional(),
  MANYHANDS_NATS_URL: NatsUrl,
  MANYHANDS_FACTS_URL: NatsUrl,
  MANYHANDS_GRAFANA_URL: GrafanaUrl,
  MANYHANDS_FRAME_ANCESTORS: FrameAncestors,
  MANYHANDS_WEBHOOK_HOSTS: WebhookHosts,
  ...AccessEnvironment,
});

/** Reads the settings from the environment, an empty variable being none; every fault is a refusal of its own. */
export function checkSettings(env: NodeJS.ProcessEnv): { settings?: Settings; faults: Refusal[] } {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data, error } = Environment.safeParse(set);
  if (!data)
    return { faults: [...new Set(error.issues.map(({ path }) => String(path[0])))].map((name) => faultOf(name, env)) };
  const half = halfOidc(data);
  if (half) return { faults: [half] };
  const settings = {
    ...accessSettings(data),
    port: data.MANYHANDS_PORT,
    dataFolder: resolve(data.MANYHANDS_DATA),
    cacheFolder: resolve(data.MANYHANDS_CACHE ?? defaultCache()),
    logFile: data.MANYHANDS_LOG_FILE && resolve(data.MANYHANDS_LOG_FILE),
    natsUrl: data.MANYHANDS_NATS_URL,
    factsUrl: data.MANYHANDS_FACTS_URL,
    grafanaUrl: data.MANYHANDS_GRAFANA_URL,
    frameAncestors: data.MANYHANDS_FRAME_ANCESTORS,
    webhookHosts: data.MANYHANDS_WEBHOOK_HOSTS,
    url: data.MANYHANDS_URL,
    token: data.MANYHANDS_TOKEN,
  };
  return { settings, faults: [] };
}

/** Reads the settings from the environment; throws the first fault. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { settings, faults } = checkSettings(env);
  if (!settings) throw faults[0];
  return settings;
}

function faultOf(name: string, env: NodeJS.ProcessEnv): Refusal {
  const value = env[name] ?? '';
  if (name === 'MANYHANDS_PORT') return refuse('settings/bad-port', { value });
  if (name === 'MANYHANDS_FRAME_ANCESTORS') return badAncestor(value);
  if (name === 'MANYHANDS_WEBHOOK_HOSTS')
    return refuse('settings/bad-webhook-hosts', { value: entriesOf(value).find((one) => !hostName(one)) ?? value });
  if (name === 'MANYHANDS_GRAFANA_URL') return refuse('settings/bad-grafana-url');
  return accessFault(name, value) ?? refuse('settings/bad-url', { name });
}

const badAncestor = (value: string) =>
  refuse('settings/bad-frame-ancestors', { value: entriesOf(value).find((one) => !frameAncestor(one)) ?? value });

// What npm installed is replaced at the next update, and often belongs to root.
function defaultCache(): string {
  return packageFolder.includes(`${sep}node_modules${sep}`)
    ? join(homedir(), '.cache', 'manyhands')
    : join(packageFolder, '.cache');
}
