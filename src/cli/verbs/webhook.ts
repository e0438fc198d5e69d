import { type Command, Option } from 'commander';
import * as api from '../../api/webhooks.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { pairs, printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';

type Json = { json?: boolean };
type Wishes = { url?: string; events?: string; names?: boolean; note?: string };
type Send = (client: Client, webhook: string) => Promise<api.Webhook>;

/** `manyhands webhook`: receivers that are told of what happens, each signed and in order. */
export function addWebhook(program: Command, context: Context): void {
  const group = program
    .command('webhook')
    .description('tell other programs of submissions, decisions and the end of runs')
    .addHelpText(
      'after',
      examples(
        'manyhands webhook add https://example.org/manyhands',
        'manyhands webhook list',
        'manyhands webhook replay webhook-a7k2p9qd --from 1',
      ),
    );
  addAdd(group, context);
  addList(group, context);
  addChanges(group, context);
  addRotate(group, context);
  addTest(group, context);
  addRemove(group, context);
}

function verb(group: Command, words: string, description: string, example: string) {
  return group
    .command(words)
    .description(description)
    .addHelpText('after', examples(`manyhands webhook ${example}`))
    .option('--json', 'print the outcome as JSON');
}

const eventsOption = () =>
  new Option('--events <kinds>', `what it is told of: ${api.webhookEvents.join(', ')}, with commas between them`);
const namesHelp = 'send the names of workers and reviewers, too';
const kindsIn = (text: string | undefined) =>
  text === undefined ? undefined : (text.split(',').map((kind) => kind.trim()) as api.WebhookEvents[]);

function addAdd(group: Command, context: Context): void {
  const { terminal } = context;
  verb(group, 'add <url>', 'add a receiver; its secret is shown only once', 'add https://example.org/manyhands')
    .addOption(eventsOption())
    .option('--names', namesHelp)
    .option('--note <text>', 'what it is for')
    .action(async (url: string, { json, events, names, note }: Wishes & Json) => {
      const body = { url, events: kindsIn(events), names, note };
      const { webhook, secret } = await withDaemon(context, (client) => client.call(api.addWebhook, { body }));
      if (json) return terminal.print(jsonText({ ...webhook, secret }));
      await terminal.print(secret);
      terminal.notify(`The secret of ${webhook.id}; it is not shown again. The receiver checks signatures with it.`);
      terminal.notify(`Try it: ${hint(`webhook test ${webhook.id}`)}`);
    });
}

const stateOf = ({ state, failing_since }: api.Webhook) => (state === 'active' && failing_since ? 'failing' : state);

function addList(group: Command, context: Context): void {
  const { terminal } = context;
  verb(group, 'list', 'list the receivers, with how far each is', 'list').action(async ({ json }: Json) => {
    const { webhooks } = await withDaemon(context, (client) => client.call(api.listWebhooks, {}));
    if (json) return terminal.print(jsonText(webhooks, 2));
    if (webhooks.length === 0) return terminal.notify(`There are no webhooks. Add one: ${hint('webhook add <url>')}`);
    await printTable(
      terminal,
      ['WEBHOOK', 'STATE', 'POSITION', 'BEHIND', 'DELIVERED', 'URL'],
      webhooks.map((one) => [one.id, stateOf(one), one.position, one.lag, one.delivered, one.url]),
    );
  });
  verb(group, 'show <webhook>', 'show one receiver, with its last error', 'show webhook-a7k2p9qd').action(
    async (webhook: string, { json }: Json) => {
      const one = await withDaemon(context, (client) => client.call(api.getWebhook, { params: { webhook } }));
      if (json) return terminal.print(jsonText(one, 2));
      for (const line of linesOf(one)) await terminal.print(line);
    },
  );
}

const linesOf = (one: api.Webhook): string[] => {
  const rows: [string, string][] = [
    ['webhook', one.id],
    ['address', one.url],
    ['note', one.note],
    ['state', stateOf(one)],
    ['told of', one.events.join(', ') + (one.names ? ', with names' : '')],
    ['position', `${one.position}, ${one.lag} behind`],
    ['delivered', one.delivered === 0 ? '0' : `${one.delivered}, last at ${minuteOf(one.last_delivered_at)}`],
    ['last error', one.last_error ? `${one.last_error.message} (${minuteOf(one.last_error.at)})` : ''],
    ['failing since', one.failing_since ? `${minuteOf(one.failing_since)}, ${one.attempts} times` : ''],
    ['next attempt', minuteOf(one.next_attempt_at)],
    [
      'earlier secrets',
      one.earlier_secrets ? `${one.earlier_secrets}, the last until ${minuteOf(one.earlier_secret_until)}` : '',
    ],
    ['added', `${minuteOf(one.made_at)} by ${one.made_by}`],
  ];
  return pairs(rows.filter(([, value]) => value !== ''));
};

/** Adds one verb that changes a receiver and says what came of it. */
function addChange(
  group: Command,
  context: Context,
  {
    words,
    description,
    example,
    send,
    says,
  }: Record<'words' | 'description' | 'example', string> & {
    send: (options: Wishes & { from?: string }) => Send;
    says: (one: api.Webhook) => string;
  },
): Command {
  return verb(group, words, description, example).action(async (webhook: string, options: Wishes & Json) => {
    const one = await withDaemon(context, (client) => send(options)(client, webhook));
    await context.terminal.print(options.json ? jsonText(one) : says(one));
  });
}

/** Where a receiver goes on, and how, if nothing is sent to it now. */
const goesOn = ({ id, position, state }: api.Webhook): string =>
  state === 'active'
    ? `${id} goes on after ${position}.`
    : `${id} is ${state}, and goes on after ${position} once it is resumed: ${hint(`webhook resume ${id}`)}`;

function addChanges(group: Command, context: Context): void {
  const id = 'webhook-a7k2p9qd';
  addChange(group, context, {
    ...{ words: 'change <webhook>', description: 'change the address of a receiver, or what it is told' },
    example: `change ${id} --events submissions,ends`,
    send:
      ({ url, events, names, note }) =>
      (client, webhook) =>
        client.call(api.changeWebhook, { params: { webhook }, body: { url, events: kindsIn(events), names, note } }),
    says: (one) => `${one.id} is told of ${one.events.join(', ')} at ${one.url}.`,
  })
    .option('--url <url>', 'its address')
    .addOption(eventsOption())
    .option('--names', namesHelp)
    .option('--no-names', 'send ids only')
    .option('--note <text>', 'what it is for');
  addChange(group, context, {
    ...{ words: 'pause <webhook>', description: 'send nothing until it is resumed', example: `pause ${id}` },
    send: () => (client, webhook) => client.call(api.pauseWebhook, { params: { webhook } }),
    says: (one) => `${one.id} is ${one.state}.`,
  });
  addChange(group, context, {
    ...{ words: 'resume <webhook>', description: 'go on where it was paused or disabled', example: `resume ${id}` },
    send: () => (client, webhook) => client.call(api.resumeWebhook, { params: { webhook } }),
    says: goesOn,
  });
  addChange(group, context, {
    ...{ words: 'replay <webhook>', description: 'send everything again from a position in the log on' },
    example: `replay ${id} --from 1`,
    send:
      ({ from = '' }) =>
      (client, webhook) =>
        client.call(api.replayWebhook, { params: { webhook }, body: { from } }),
    says: goesOn,
  }).requiredOption('--from <position>', 'the first position to send, such as 12 or 12.0');
}

function addRotate(group: Command, context: Context): void {
  const { terminal } = context;
  verb(
    group,
    'rotate <webhook>',
    'make a new secret; those of before sign for a day each, too',
    'rotate webhook-a7k2p9qd',
  ).action(async (webhook: string, { json }: Json) => {
    const made = await withDaemon(context, (client) => client.call(api.rotateWebhook, { params: { webhook } }));
    if (json) return terminal.print(jsonText({ ...made.webhook, secret: made.secret }));
    await terminal.print(made.secret);
    terminal.notify(
      `The new secret of ${webhook}; it is not shown again. The one of before is valid until ${minuteOf(made.webhook.earlier_secret_until)}.`,
    );
  });
}

function addTest(group: Command, context: Context): void {
  verb(group, 'test <webhook>', 'send one event now, and say what came of it', 'test webhook-a7k2p9qd').action(
    async (webhook: string, { json }: Json) => {
      const outcome = await withDaemon(context, (client) => client.call(api.testWebhook, { params: { webhook } }));
      await context.terminal.print(json ? jsonText(outcome) : outcome.message);
      if (!outcome.delivered) context.exitCode = 1;
    },
  );
}

function addRemove(group: Command, context: Context): void {
  verb(group, 'remove <webhook>', 'remove a receiver', 'remove webhook-a7k2p9qd').action(
    async (webhook: string, { json }: Json) => {
      const outcome = await withDaemon(context, (client) => client.call(api.removeWebhook, { params: { webhook } }));
      await context.terminal.print(json ? jsonText(outcome) : `${webhook} is removed.`);
    },
  );
}
