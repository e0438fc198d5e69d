import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Access } from '../../adapters/gateway/access/access.ts';
import type { Role } from '../../api/endpoint.ts';
import { notWritable } from '../../runtime/refusals/disk-fault.ts';
import { type Context, examples } from '../connection/context.ts';
import { hint } from '../terminal/hint.ts';
import { newPassword } from '../terminal/password.ts';
import { refuse } from '../terminal/refusals.ts';
import { minuteOf, table } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';
import { positive } from '../terminal/words.ts';

type Kept = Pick<Access, 'users' | 'tokens'>;
type Secretly = { passwordStdin?: boolean };

const roles = ['reader', 'reviewer', 'owner'] as const satisfies readonly Role[];
const fromStdin = '--password-stdin';
const fromStdinSays = 'read the password from the first line of stdin';

/** `manyhands users`: who may sign in. It works on the data folder itself, so that it needs no login, and a running house sees it at once. */
export function addPeople(program: Command, context: Context): void {
  const { terminal } = context;
  const users = program
    .command('users')
    .description('say who may sign in, and make tokens for programs')
    .addHelpText(
      'after',
      examples(
        'manyhands users add anna --role owner',
        'manyhands users add @example.org --role reader --oidc',
        'manyhands users token anna --note "nightly export" --expires 90',
      ),
    );
  const verb = (words: string, says: string) => users.command(words).description(says);

  verb('list', 'list who may sign in, and the tokens there are')
    .option('--json', 'print both as one JSON object')
    .addHelpText('after', examples('manyhands users list'))
    .action(({ json }: { json?: boolean }) => withPeople(context, (kept) => show(context, kept, json)));

  verb('add <name>', 'let someone in, by a password, or by their e-mail address at the identity provider')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .option('--oidc', 'they sign in with the identity provider; the name is an address, or a domain like @example.org')
    .option(fromStdin, fromStdinSays)
    .addHelpText('after', examples('manyhands users add anna --role reviewer'))
    .action((name: string, { role, oidc, passwordStdin }: Secretly & { role: Role; oidc?: boolean }) =>
      withPeople(
        context,
        async (kept) => {
          const password = oidc ? undefined : await newPassword(terminal, passwordStdin);
          const user = await kept.users.add({ name, role, password });
          await terminal.print(`${user.name} may sign in as ${role}.`);
        },
        { mayMake: true },
      ),
    );

  verb('remove <name>', 'let someone in no more; their sessions and tokens end at once')
    .addHelpText('after', examples('manyhands users remove anna'))
    .action((name: string) =>
      withPeople(context, async (kept) => {
        kept.users.remove(name);
        await terminal.print(`${name} may not sign in any more.`);
      }),
    );

  verb('role <name> <role>', `give someone another role: ${roles.join(', ')}`)
    .addHelpText('after', examples('manyhands users role anna owner'))
    .action((name: string, role: string) =>
      withPeople(context, async (kept) => {
        const wanted = roles.find((one) => one === role);
        if (!wanted) return users.error(`error: the role is one of ${roles.join(', ')}.`);
        kept.users.changeRole(name, wanted);
        await terminal.print(`${name} is ${wanted} now.`);
      }),
    );

  verb('password <name>', 'give someone another password; their sessions end at once')
    .option(fromStdin, fromStdinSays)
    .addHelpText('after', examples('manyhands users password anna'))
    .action((name: string, { passwordStdin }: Secretly) =>
      withPeople(context, async (kept) => {
        kept.users.one(name);
        await kept.users.changePassword(name, await newPassword(terminal, passwordStdin));
        await terminal.print(`${name} has a new password.`);
      }),
    );

  verb('token <name>', 'make a token for a program that acts for someone; it is shown this once')
    .option('--note <text>', 'what it is for')
    .option('--expires <days>', 'how many days it holds; without it until it is revoked', positive)
    .addHelpText('after', examples('manyhands users token anna --note "nightly export" --expires 90'))
    .action((name: string, { note, expires: days }: { note?: string; expires?: number }) =>
      withPeople(context, async (kept) => {
        const { id, token } = kept.tokens.make({ name: kept.users.one(name).name, note, days });
        await terminal.print(token);
        terminal.say(`It is not shown again. "${hint(`users revoke-token ${id}`)}" ends it.`);
      }),
    );

  verb('revoke-token <id>', `end a token, by its id in "${hint('users list')}"`)
    .addHelpText('after', examples('manyhands users revoke-token x7k2pq'))
    .action((id: string) =>
      withPeople(context, async (kept) => {
        kept.tokens.revoke(id);
        await terminal.print(`Token ${id} is revoked.`);
      }),
    );
}

type Work = (kept: Kept) => Promise<unknown> | unknown;

async function withPeople(context: Context, work: Work, { mayMake = false } = {}): Promise<void> {
  const { dataFolder } = context.settings();
  if (!mayMake && !existsSync(dataFolder)) throw refuse('data/none', { folder: dataFolder });
  // Most verbs do without SQLite, which takes its time to load.
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

async function show({ terminal }: Context, kept: Kept, json?: boolean): Promise<void> {
  const users = kept.users.list();
  const tokens = kept.tokens.list();
  if (json) return terminal.print(jsonText({ users, tokens }, 2));
  if (users.length === 0)
    return terminal.say(`Nobody has an account yet. Add one: ${hint('users add <name> --role owner')}`);
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
