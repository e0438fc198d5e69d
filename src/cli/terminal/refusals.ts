import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../startup/refusals.ts';

/** The ways the command line can say no, beside the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'access/no-terminal': [400, () => 'There is no terminal to type a password at. Pipe it in, with --password-stdin.'],
    'access/not-the-same': [400, () => 'The two passwords were not the same. Nothing was changed; try again.'],
    'archive/broken': [
      502,
      (d: { kept: string }) => `The archive broke off before its end, so ${d.kept}. Ask for it again.`,
    ],
    'daemon/gone': [
      503,
      (d: { url: string }) =>
        `The Manyhands at ${d.url} stopped answering. See whether it still runs, start it again with "./bin/manyhands start" if not, and repeat the command.`,
    ],
    'daemon/not-running': [
      503,
      (d: { folder: string }) =>
        `No Manyhands is running on ${d.folder}. Start one with "./bin/manyhands start", then repeat the command.`,
    ],
    'daemon/odd-answer': [
      502,
      (d: { url: string; status: number }) =>
        `What answers at ${d.url} is no Manyhands of this version (HTTP ${d.status}). "./bin/manyhands doctor" tells what is there.`,
    ],
    'daemon/running': [
      409,
      (d: { url: string; pid: number }) =>
        `Manyhands is running here already, as process ${d.pid}: open ${d.url}, or stop it first.`,
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
    'export/broken': [
      502,
      (d: { kept: string }) => `The export broke off before its end, so ${d.kept}. Ask for it again.`,
    ],
    'export/files-need-place': [
      400,
      () => 'Files are put into a folder beside the export, so say with --out which file that is.',
    ],
    'output/not-written': [
      507,
      (d: { reason: string }) => `The output cannot be written: ${d.reason}. What was written so far is not all.`,
    ],
    'recovery/bad-file': [
      422,
      (d: { file: string; line: number; reason: string }) => `${d.file}, line ${d.line}: ${d.reason}.`,
    ],
    'recovery/daemon-runs': [
      409,
      () => 'What is lost is looked for while no daemon runs on the data folder: stop it first, then ask again.',
    ],
  },
  inherited,
);
