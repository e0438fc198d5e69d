import type { Command } from 'commander';
import { moneyText } from '../../api/money.ts';
import { listProviders, type ProviderShown, registerRequester } from '../../api/requesters.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { linesOf, typedSecret } from '../terminal/password.ts';
import { refuse } from '../terminal/refusals.ts';
import { jsonText } from '../terminal/text.ts';

/** The value that stands for a line of stdin. */
const fromStdin = '-';

/** `manyhands register`: an account at a provider, in the words of Mephisto's command. */
export function addRegister(program: Command, context: Context): void {
  program
    .command('register')
    .description('register an account at a provider such as Prolific, or give a registered one another key')
    .argument('<provider>', 'the provider, such as prolific')
    .argument(
      '[keys...]',
      'name=NAME and what signs the account in, such as api_key=KEY; a secret that is left out is asked for without being shown, and - takes it from stdin',
    )
    .option('--json', 'print the account as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands register prolific',
        'manyhands register prolific name=lab api_key=- < key.txt',
        'manyhands requesters',
      ),
    )
    .action((provider: string, words: string[], options: { json?: boolean }) =>
      register(context, provider, pairsIn(words), options),
    );
}

type Given = Record<string, string>;

function pairsIn(words: readonly string[]): Given {
  const pairs = words.map((word, index) => {
    const at = word.indexOf('=');
    if (at < 1) throw refuse('requester/no-pair', { position: index + 2 });
    return [word.slice(0, at), word.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

async function register(context: Context, provider: string, given: Given, { json }: { json?: boolean }) {
  const { terminal } = context;
  const { name, ...keys } = given;
  await withDaemon(context, async (client) => {
    const { providers } = await client.call(listProviders, {});
    const known = providers.find((one) => one.name === provider);
    const credentials = known ? await withMissing(context, known, keys) : keys;
    const body = { provider, name, credentials };
    const { outcome, requester, available_cents } = await client.call(registerRequester, { body });
    if (json) return terminal.print(jsonText({ ...requester, available_cents, outcome }));
    const has =
      available_cents === null ? '' : ` It can spend ${moneyText(available_cents, requester.currency)} at the moment.`;
    const of = `the account of ${requester.account_name} at ${known?.title ?? provider}`;
    const says = {
      registered: `${requester.name} is ${of}.`,
      rotated: `${requester.name}, ${of}, has another key.`,
      unchanged: `${requester.name} is ${of}, as before.`,
    };
    await terminal.print(says[outcome] + has);
  });
}

/** What signs an account in, with what the environment, stdin or the person at the terminal has of it. */
async function withMissing({ terminal, env }: Context, { title, keys }: ProviderShown, given: Given): Promise<Given> {
  const all = { ...given };
  let lines: string[] | undefined;
  for (const { name, secret, optional, variable } of keys) {
    const found = all[name] ?? (variable ? env[variable] : undefined);
    if (found === fromStdin) {
      // Several are on a line each, in the order in which the provider names them.
      lines ??= await linesOf(terminal.input);
      all[name] = lines.shift() ?? '';
    } else if (found) all[name] = found;
    else if (secret && !optional && terminal.input.isTTY) all[name] = await typedSecret(terminal, `${title} ${name}: `);
  }
  return all;
}
