import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../startup/refusals.ts';

/** The refusals of the command line, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'access/no-terminal': [400, () => 'There is no terminal for typing a password. Pipe it in with --password-stdin.'],
    'access/not-the-same': [400, () => 'The two passwords differ. Nothing was changed; try again.'],
    'archive/broken': [502, (d: { kept: string }) => `The archive ended early, so ${d.kept}. Repeat the command.`],
    'comment/no-text': [400, () => 'Write the text of the comment after the id of the unit, in quotation marks.'],
    'comment/one-at-a-time': [400, () => 'Give one of --reply-to, --edit and --remove.'],
    'comment/text-not-needed': [400, () => 'A comment is removed without a text: leave it out, or use --edit.'],
    'daemon/gone': [
      503,
      (d: { url: string }) =>
        `The Manyhands at ${d.url} stopped answering. Check whether it still runs, start it with "./bin/manyhands start" if not, and repeat the command.`,
    ],
    'daemon/not-running': [
      503,
      (d: { folder: string }) =>
        `No Manyhands is running on ${d.folder}. Start one with "./bin/manyhands start", then repeat the command.`,
    ],
    'daemon/odd-answer': [
      502,
      (d: { url: string; status: number }) =>
        `The server at ${d.url} is not a Manyhands of this version (HTTP ${d.status}). "./bin/manyhands doctor" shows more.`,
    ],
    'daemon/running': [
      409,
      (d: { folder: string; url: string; pid: number }) =>
        `Manyhands is already running on ${d.folder}, as process ${d.pid}: open ${d.url}, or stop it first.`,
    ],
    'dev/port-in-use': [
      409,
      (d: { port: number }) => `Port ${d.port} is in use. Give another one with --port, or 0 for any that is free.`,
    ],
    'input/ended': [400, () => 'The input ended before this question was answered, so nothing was done about it.'],
    'budget/which': [
      400,
      (_: Record<never, never>) => 'Say for what the budget is, with one of --run, --task and --requester.',
    ],
    'export/bad-file': [
      400,
      (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}. Name another file.`,
    ],
    'export/bad-manifest': [
      400,
      (d: { file: string; reason: string }) =>
        `${d.file} is no manifest of an export: ${d.reason}. A manifest lies beside each exported file, as <file>.manifest.json.`,
    ],
    'export/broken': [502, (d: { kept: string }) => `The export ended early, so ${d.kept}. Repeat the command.`],
    'export/files-need-place': [
      400,
      () => 'Uploaded files are saved beside the export, so name the export file with --out.',
    ],
    'fake/port-in-use': [
      409,
      (d: { port: number }) =>
        `Port ${d.port} is in use. Choose another one with --port, or leave it out for a free one.`,
    ],
    'names/bad': [
      400,
      (d: { file: string; line: number; reason: string }) =>
        `${d.file}, line ${d.line}: ${d.reason}. Nobody was invited.`,
    ],
    'names/none': [400, (d: { file: string }) => `${d.file} has no names; write one a line. Nobody was invited.`],
    'names/unreadable': [
      400,
      (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}. Nobody was invited.`,
    ],
    'output/not-written': [
      507,
      (d: { reason: string }) => `The output cannot be written: ${d.reason}. The output so far is incomplete.`,
    ],
    'quality/needs-show': [
      400,
      () =>
        'Only further figures are split or set beside those of another run. Say which with --show, for example --show agreement.',
    ],
    'requester/no-pair': [
      400,
      // The word itself is not repeated: it may be a key.
      (d: { position: number }) =>
        `Word ${d.position} after "register" is not of the form key=value. Write it so, such as name=lab or api_key=KEY.`,
    ],
    'offer/not-made': [409, (d: { run: string }) => `Run ${d.run} was not offered.`],
    'offer/unasked': [
      400,
      (d: { run: string; price: string }) =>
        `Run ${d.run} was not offered, since nobody could be asked. It would cost ${d.price}. Repeat the command with --yes.`,
    ],
    'run/is-task': [
      400,
      (d: { task: string; runs: string }) =>
        `"${d.task}" is a task. Repeat the command with one of its runs: ${d.runs}.`,
    ],
    'run/not-stopped': [409, (d: { run: string }) => `Run ${d.run} was not stopped.`],
    'run/stop-unasked': [
      400,
      (d: { run: string; loss: string }) =>
        `Run ${d.run} was not stopped, since nobody could be asked. ${d.loss} Repeat the command with --yes.`,
    ],
    'recovery/bad-file': [
      422,
      (d: { file: string; line: number; reason: string }) => `${d.file}, line ${d.line}: ${d.reason}.`,
    ],
    'task/bad-name': [
      400,
      (d: { name: string }) => `"${d.name}" has no letter from a to z and no digit. Name the task like "my-study".`,
    ],
    'task/bad-title': [400, (d: { reason: string }) => `The title ${d.reason}. Nothing was made.`],
    'task/few-labels': [
      400,
      (d: { labels: string }) => `"${d.labels}" is one label; a choice needs two or more, like --labels good,bad.`,
    ],
    'task/folder-exists': [
      409,
      (d: { folder: string }) => `${d.folder} exists and is not empty. Choose another name; nothing was changed.`,
    ],
    'task/no-data-file': [
      400,
      (d: { file: string }) => `There is no file ${d.file} that ends in .csv, .tsv, .json or .jsonl. Nothing was made.`,
    ],
    'task/no-gold-key': [
      400,
      (d: { key: string; keys: readonly string[] }) =>
        d.keys.length === 0
          ? `--gold names the key "${d.key}" of the data, so --data is needed, too.`
          : `The items have no key "${d.key}" for --gold; their keys are ${d.keys.join(', ')}.`,
    ],
    'task/no-sample': [
      400,
      (d: { media: string }) => `There are no sample items with ${d.media}. Give yours with --data items.csv.`,
    ],
    'recovery/daemon-runs': [
      409,
      () => 'A daemon is running on the data folder. Stop it first, then search again for what is lost.',
    ],
  },
  inherited,
);
