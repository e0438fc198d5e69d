import { defineRefusals } from '../../../actors/refusal.ts';
import { refusals as inherited } from '../../../runtime/refusals/refusals.ts';

/** The refusals of the nats-server and the log, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'log/lease-lost': [
      503,
      () =>
        'Another daemon has taken the log over, so this one records nothing more. Start it again once the other has ended.',
    ],
    'log/leased': [
      409,
      (d: { holder: string }) =>
        `Another daemon already has the log on this NATS server: ${d.holder}. Stop it first; if it was killed, try again in ten seconds.`,
    ],
    'nats/did-not-start': [
      503,
      (d: { reason: string; log: string }) => `The nats-server did not start: ${d.reason}. See ${d.log} for details.`,
    ],
    'nats/in-use': [
      409,
      (d: { folder: string }) =>
        `Another Manyhands is using ${d.folder}. Stop it first, or set MANYHANDS_DATA to a folder of your own.`,
    ],
    'nats/no-fence': [
      503,
      (d: { version: string }) =>
        `The nats-server (${d.version}) lets a second writer overwrite the first, so nothing can be stored safely. Use nats-server 2.10.23 or newer, without a proxy.`,
    ],
    'nats/none': [
      503,
      (d: { oldest: string; reasons: string }) =>
        `This machine has no nats-server ${d.oldest} or newer, and none could be downloaded (${d.reasons}). Install one from https://nats.io/download so that "nats-server --version" works, or set MANYHANDS_NATS_URL to a server that runs already.`,
    ],
    'nats/not-allowed': [
      503,
      (d: { reason: string }) =>
        `The user in MANYHANDS_NATS_URL (or in the URL for facts) may not make streams on that nats-server: ${d.reason}. Use credentials with full rights on an account with JetStream; the address in facts.url can only read.`,
    ],
    'nats/not-reloaded': [
      503,
      (d: { reason: string }) =>
        `The nats-server did not take its new configuration: ${d.reason}. Start Manyhands again.`,
    ],
    'nats/too-old': [
      503,
      (d: { version: string; oldest: string }) =>
        `nats-server ${d.version} can lose acknowledged answers; use ${d.oldest} or newer.`,
    ],
    'nats/unreachable': [
      503,
      (d: { url: string; reason: string }) =>
        `No nats-server responds at ${d.url} (${d.reason}). Start again; if MANYHANDS_NATS_URL is set, check it first.`,
    ],
  },
  inherited,
);
