import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Access } from '../../adapters/gateway/access/access.ts';
import type { Role } from '../../api/endpoint.ts';
import { notWritable } from '../../runtime/refusals/disk-fault.ts';
import { type Context, examples } from '../connection/context.ts';
import { positive } from '../terminal/arguments.ts';
import { hint } from '../terminal/called-as.ts';
import { newPassword } from '../terminal/password.ts';
import { refuse } from '../terminal/refusals.ts';
import { table } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';

type Accounts = Pick<Access, 'users' | 'tokens'>;
type PasswordOptions = { passwordStdin?: boolean };

const roles = ['annotator', 'reader', 'reviewer', 'owner'] as const satisfies readonly Role[];
const fromStdin = '--password-stdin';
const fromStdinHelp = 'read the password from the first line of stdin';

/** `manyhands users`: who may sign in. It works on the data folder itself, so it needs no login; a running server sees changes at once. */
export function addUsers(program: Command, context: Context): void {
  const { terminal } = context;
  const users = program
    .command('users')
    .description('manage who may sign in, and make tokens for programs')
    .addHelpText(
      'after',
      examples(
        'manyhands users add anna --role owner',
        'manyhands users add @example.org --role reader --oidc',
        'manyhands users token anna --note "nightly export" --expires 90',
      ),
    );
  const verb = (words: string, description: string) => users.command(words).description(description);

  verb('list', 'list users and tokens')
    .option('--json', 'print both as one JSON object')
    .addHelpText('after', examples('manyhands users list'))
    .action(({ json }: { json?: boolean }) => withAccounts(context, (accounts) => show(context, accounts, json)));

  verb('add <name>', 'add a user, who signs in with a password or with the identity provider')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .option('--oidc', 'sign in with the identity provider; the name is an e-mail address or a domain like @example.org')
    .option(fromStdin, fromStdinHelp)
    .addHelpText('after', examples('manyhands users add anna --role reviewer'))
    .action((name: string, { role, oidc, passwordStdin }: PasswordOptions & { role: Role; oidc?: boolean }) =>
      withAccounts(
        context,
        async (accounts) => {
          const password = oidc ? undefined : await newPassword(terminal, passwordStdin);
          const user = await accounts.users.add({ name, role, password });
          await terminal.print(`${user.name} may sign in as ${role}.`);
        },
        { mayCreate: true },
      ),
    );

  verb('remove <name>', 'remove a user; their sessions and tokens end at once')
    .addHelpText('after', examples('manyhands users remove anna'))
    .action((name: string) =>
      withAccounts(context, async (accounts) => {
        accounts.users.remove(name);
        await terminal.print(`Removed ${name}.`);
      }),
    );

  verb('role <name> <role>', `change the role of a user: ${roles.join(', ')}`)
    .addHelpText('after', examples('manyhands users role anna owner'))
    .action((name: string, role: string) =>
      withAccounts(context, async (accounts) => {
        const wanted = roles.find((one) => one === role);
        if (!wanted) return users.error(`error: the role must be one of ${roles.join(', ')}.`);
        accounts.users.changeRole(name, wanted);
        await terminal.print(`${name} is now ${wanted}.`);
      }),
    );

  verb('password <name>', 'change the password of a user; their sessions end at once')
    .option(fromStdin, fromStdinHelp)
    .addHelpText('after', examples('manyhands users password anna'))
    .action((name: string, { passwordStdin }: PasswordOptions) =>
      withAccounts(context, async (accounts) => {
        accounts.users.one(name);
        await accounts.users.changePassword(name, await newPassword(terminal, passwordStdin));
        await terminal.print(`${name} has a new password.`);
      }),
    );

  verb('token <name>', 'make a token for a program that acts for a user; it is shown only once')
    .option('--note <text>', 'what it is for')
    .option('--expires <days>', 'how many days it is valid (default: until it is revoked)', positive)
    .addHelpText('after', examples('manyhands users token anna --note "nightly export" --expires 90'))
    .action((name: string, { note, expires: days }: { note?: string; expires?: number }) =>
      withAccounts(context, async (accounts) => {
        const { id, token } = accounts.tokens.make({ name: accounts.users.one(name).name, note, days });
        await terminal.print(token);
        terminal.notify(`It is not shown again. Revoke it with "${hint(`users revoke-token ${id}`)}".`);
      }),
    );

  verb('revoke-token <id>', `revoke a token, by its id in "${hint('users list')}"`)
    .addHelpText('after', examples('manyhands users revoke-token x7k2pq'))
    .action((id: string) =>
      withAccounts(context, async (accounts) => {
        accounts.tokens.revoke(id);
        await terminal.print(`Token ${id} is revoked.`);
      }),
    );
}

type Work = (accounts: Accounts) => Promise<unknown> | unknown;

async function withAccounts(context: Context, work: Work, { mayCreate = false } = {}): Promise<void> {
  const { dataFolder } = context.settings();
  if (!mayCreate && !existsSync(dataFolder)) throw refuse('data/none', { folder: dataFolder });
  // Loading SQLite takes a moment; other verbs do without it.
  const { openAccess } = await import('../../adapters/gateway/access/access.ts');
  try {
    const access = openAccess({ dataFolder, mayBeEmpty: true });
    try {
      await work(access);
    } finally {
      access.close();
    }
  } catch (error) {
    throw notWritable(error, dataFolder) ?? error;
  }
}

async function show({ terminal }: Context, accounts: Accounts, json?: boolean): Promise<void> {
  const users = accounts.users.list();
  const tokens = accounts.tokens.list();
  if (json) return terminal.print(jsonText({ users, tokens }, 2));
  if (users.length === 0)
    return terminal.notify(`There are no users yet. Add one: ${hint('users add <name> --role owner')}`);
  const rows = users.map(({ name, role, login, added_at }) => [name, role, login, minuteOf(added_at)]);
  for (const line of table(['NAME', 'ROLE', 'SIGNS IN BY', 'ADDED'], rows)) await terminal.print(line);
  if (tokens.length === 0) return;
  const ends = (at: string | null) => (at ? minuteOf(at) : 'never');
  const held = tokens.map(({ id, name, note, made_at, expires_at }) => [
    id,
    name,
    minuteOf(made_at),
    ends(expires_at),
    note,
  ]);
  await terminal.print('');
  for (const line of table(['TOKEN', 'OF', 'MADE', 'EXPIRES', 'NOTE'], held)) await terminal.print(line);
}
