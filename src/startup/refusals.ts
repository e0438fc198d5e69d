import { defineRefusals } from '../actors/refusal.ts';
import { refusals as inherited } from '../runtime/refusals/refusals.ts';

/** The refusals of opening and restoring, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'data/none': [
      404,
      (d: { folder: string }) =>
        `There is no Manyhands data in ${d.folder} yet. Run "./bin/manyhands start", or set MANYHANDS_DATA to the right folder.`,
    ],
    'log/late': [
      503,
      () => 'The log did not answer in time, so Manyhands did not start. The machine may be busy: start it again.',
    ],
    'restore/not-empty': [
      409,
      (d: { folder: string }) =>
        `${d.folder} is not empty, and a restore never overwrites anything. Set MANYHANDS_DATA to a new folder, or import the archive with "./bin/manyhands import".`,
    ],
    'restore/not-whole': [
      400,
      () =>
        'Only an archive of everything can be restored: made with --identities, and with no run left out. Import this one with "./bin/manyhands import".',
    ],
    'restore/own-server': [
      409,
      () => 'A restore needs a nats-server of its own. Unset MANYHANDS_NATS_URL, then try again.',
    ],
    'settings/bad-frame-ancestors': [
      400,
      (d: { value: string }) =>
        `MANYHANDS_FRAME_ANCESTORS takes sites like https://panel.example.org, https://*.example.org or http://192.0.2.7:8080, separated by blanks, and not "${d.value}".`,
    ],
    'settings/bad-grafana-url': [
      400,
      () =>
        'MANYHANDS_GRAFANA_URL must be an http or https address without a password, like https://grafana.example.org.',
    ],
    'settings/bad-port': [
      400,
      (d: { value: string }) =>
        `MANYHANDS_PORT is "${d.value}". A port is a whole number from 0 to 65535 (0 takes a free one).`,
    ],
    'settings/bad-webhook-hosts': [
      400,
      (d: { value: string }) =>
        `MANYHANDS_WEBHOOK_HOSTS takes names or addresses of hosts like hooks.internal or 10.0.0.7, separated by blanks, and not "${d.value}".`,
    ],
    'settings/bad-url': [
      400,
      (d: { name: string }) => `${d.name} is not the address of a NATS server, like nats://user:password@host:4222.`,
    ],
  },
  inherited,
);
