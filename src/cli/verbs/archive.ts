import { createHash, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ArchiveProgress, ArchiveWish } from '../../api/archives.ts';
import { type Client, pathTo, Refused } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { codeOf } from '../connection/faults.ts';
import { bytesOf, openTarget, type Target } from '../connection/target.ts';
import { withDaemon } from '../connection/visit.ts';
import { counted } from '../terminal/counted.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { day } from '../terminal/words.ts';

type Options = { task?: string[]; run?: string[]; label?: string; since?: string; identities?: true };
type Made = NonNullable<ArchiveProgress['made']>;

/** How often to ask how far the archive is, in ms. */
const rhythm = 500;

const several = (word: string, words: string[] = []) => [...words, word];

/** `manyhands archive <file>`: whole runs in one file, for another house or to be kept. */
export function addArchive(program: Command, context: Context): void {
  program
    .command('archive')
    .description('write runs with all that belongs to them into one file, to be kept or brought into another house')
    .argument('<file>', 'the .tar.gz to write')
    .option('--task <name>', 'the runs of this task; may be given several times', several)
    .option('--run <id>', 'this run; may be given several times', several)
    .option('--label <name>', 'the runs that were brought in under this label')
    .option('--since <date>', 'leave out runs that were opened before, as in 2026-11-01', day)
    .option('--identities', 'also say what the provider calls each worker')
    .addHelpText(
      'after',
      examples(
        'manyhands archive films.tar.gz --task film-genres',
        'manyhands archive /backup/house-$(date +%F).tar.gz --identities',
      ),
    )
    .action(async (file: string, { task, run, label, since, identities }: Options) => {
      const wish = { tasks: task, runs: run, label, since, identities };
      const progress = openProgress(context.terminal);
      const target = await openTarget(file, 0o600);
      try {
        const made = await withDaemon(context, (client) => take(client, wish, { file, target, progress }));
        await target.keep();
        progress.end();
        tell(context, file, made);
      } catch (error) {
        await target.discard();
        throw error;
      } finally {
        progress.end();
      }
    });
}

type Taking = { file: string; target: Target; progress: Progress };

/** Takes the archive from the house, chunk by chunk; refuses what is not what was sent. */
async function take(client: Client, wish: Partial<ArchiveWish>, { file, target, progress }: Taking): Promise<Made> {
  const id = randomUUID();
  const broken = () => refuse('archive/broken', { kept: `${file} is as it was before` });
  const ask = () => client.get<ArchiveProgress>(pathTo(['api', 'archives', id]));
  const watching = setInterval(() => {
    const show = ({ step, done, total }: ArchiveProgress) => progress.at({ step, ...(total ? { done, total } : {}) });
    // It may not have begun yet, or have ended with the house.
    ask().then(show, () => undefined);
  }, rhythm).unref();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of await client.stream('POST', pathTo(['api', 'archive']), { ...wish, id })) {
      await target.write(chunk);
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (codeOf(error) !== 'daemon/gone' || bytes === 0) throw error;
    const { problem } = await ask().catch(() => ({ problem: undefined }));
    throw problem ? new Refused(problem) : Object.assign(broken(), { cause: error });
  } finally {
    clearInterval(watching);
  }
  const { made } = await ask();
  if (made?.sha256 !== hash.digest('hex')) throw broken();
  return made;
}

function tell({ terminal }: Context, file: string, { manifest, sha256 }: Made): void {
  const { runs, entries, whole, identities, position } = manifest;
  const answers = runs.reduce((sum, run) => sum + run.answers, 0);
  const bytes = Object.values(entries).reduce((sum, entry) => sum + entry.bytes, 0);
  const parts = [counted(runs.length, 'run'), counted(answers, 'answer'), `${bytesOf(bytes)} unpacked`];
  terminal.say(`Wrote ${file} (${parts.join(', ')}, SHA-256 ${sha256}), as of position ${position} of the log.`);
  if (whole) terminal.say('It has the whole house with its key and what providers call their workers: keep it safe.');
  else if (identities) terminal.say('It says what providers call their workers: keep it safe.');
}
