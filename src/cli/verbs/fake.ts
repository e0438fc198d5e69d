import { once } from 'node:events';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { openFakeClock } from '../../adapters/providers/fakes/clock.ts';
import { openFaults } from '../../adapters/providers/fakes/faults.ts';
import { openFakeMturk } from '../../adapters/providers/mturk/fake/fake-mturk.ts';
import { openFakeProlific } from '../../adapters/providers/prolific/fake/fake-prolific.ts';
import { seeded } from '../../projections/statistics/seeded.ts';
import { type Context, examples } from '../connection/context.ts';
import { hint } from '../terminal/called-as.ts';
import { onInterrupt } from '../terminal/interrupt.ts';
import { refuse } from '../terminal/refusals.ts';

type Options = { port: number; seed: number; balance: number };
type Fake = { title: string; url: string; register: string; close(): Promise<void> };

/** `manyhands fake`: a simulated provider, for trying a study without people and money. */
export function addFake(program: Command, context: Context): void {
  program
    .command('fake')
    .description('run a simulated Prolific or MTurk on this machine, for trying things out without people and money')
    .addArgument(new Argument('<provider>', 'which').choices(Object.keys(fakes)))
    .option('--port <port>', 'the port to listen on; 0 takes a free one', wholeNumber(65_535), 0)
    .option(
      '--seed <number>',
      'from which its chance follows: the same seed gives the same ids',
      wholeNumber(2 ** 31),
      1,
    )
    .option(
      '--balance <amount>',
      'what the account has at first, in whole units of its currency',
      wholeNumber(10_000_000),
      10_000,
    )
    .addHelpText('after', examples('manyhands fake prolific', 'manyhands fake mturk --port 8410 --balance 50'))
    .action((provider: string, options: Options) => run(context, provider, options));
}

const fakes: Readonly<Record<string, (options: Options) => Promise<Fake>>> = {
  async prolific({ port, seed, balance }) {
    const [clock, random] = [openFakeClock(), seeded(seed)];
    const { url, token, close } = await openFakeProlific({
      ...{ clock, random, port, faults: openFaults(random), balanceCents: balance * 100 },
    });
    const register = `register prolific api_key=${token} url=${url}/api/v1/`;
    return { title: 'Prolific', url, register, close: () => close().finally(clock.close) };
  },
  async mturk({ port, seed, balance }) {
    const accessKeyId = 'AKIAFAKEMTURK';
    const secretAccessKey = 'fake-mturk-secret';
    const { url, close } = await openFakeMturk({
      ...{ random: seeded(seed), port, balanceCents: balance * 100, accessKeyId, secretAccessKey },
      insecureHosts: ['localhost', '127.0.0.1'],
    });
    const register = `register mturk access_key_id=${accessKeyId} secret_access_key=${secretAccessKey} url=${url}/`;
    return { title: 'MTurk', url, register, close };
  },
};

async function run({ terminal }: Context, provider: string, options: Options): Promise<void> {
  const ended = new AbortController();
  const forget = onInterrupt(() => ended.abort());
  try {
    const open = fakes[provider] as (options: Options) => Promise<Fake>;
    const fake = await open(options).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? refuse('fake/port-in-use', { port: options.port }) : error;
    });
    await terminal.print(`The simulated ${fake.title} is at ${fake.url}/. Nobody is paid there. Ctrl-C ends it.`);
    terminal.notify(`Its account can be registered: ${hint(fake.register)}`);
    if (!ended.signal.aborted) await once(ended.signal, 'abort');
    await fake.close();
  } finally {
    forget();
  }
}

const wholeNumber = (most: number) => (text: string) => {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number > most)
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  return number;
};
