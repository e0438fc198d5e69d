import { counted } from '../../actors/counted.ts';
import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The refusals of task folders and their code, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'data/bad-row': [
      400,
      (d: { file: string; place: string; reason: string }) => `${d.file}, ${d.place}: ${d.reason}.`,
    ],
    'data/empty': [400, (d: { file: string }) => `${d.file} has no items; a run needs at least one.`],
    'task/build-failed': [
      400,
      (d: { command: string; outcome: string; output: string }) =>
        `The build command "${d.command}" ${d.outcome}; correct it and try again.${d.output && ` Its last output:\n${d.output}`}`,
    ],
    'task/call-too-large': [
      400,
      (d: { name: string; bytes: number }) =>
        `The task's own ${d.name} cannot be asked about ${d.bytes} bytes, since that is more than one message may have.`,
    ],
    'task/closed': [409, () => "The task's data is closed, since its run has ended."],
    'task/code-failed': [
      400,
      (d: { reason: string }) =>
        `The task's own code failed: ${d.reason}. Correct it, then launch again, or load it into its open run with "./bin/manyhands reload".`,
    ],
    'task/few-columns': [
      400,
      (d: { keys: readonly string[] }) =>
        `A comparison needs two keys of the data, and there ${d.keys.length === 1 ? `is only "${d.keys[0]}"` : 'are none'}.`,
    ],
    'task/file': [
      400,
      (d: { path: string }) =>
        `${d.path} is a file, and this needs a task folder. For a config, name its folder; "./bin/manyhands new NAME --data FILE" makes one from a file of items.`,
    ],
    'task/in-data-folder': [
      400,
      (d: { what: string }) =>
        `${d.what} is in the data folder of Manyhands, where imported archives put files; move it elsewhere and launch again.`,
    ],
    'task/no-config': [
      404,
      (d: { folder: string; wanted: string; present: readonly string[] }) =>
        `${d.folder} has no ${d.wanted}; ${d.present.length > 0 ? `it has ${d.present.join(', ')}` : 'a task folder needs one'}.`,
    ],
    'task/no-hydra-config': [
      404,
      (d: { folder: string; name: string; names: readonly string[]; meant?: string }) =>
        `${d.folder} has no hydra_configs/conf/${d.name}.yaml; it has ${d.names.join(', ')}${d.meant ? `. Did you mean conf=${d.meant}?` : '.'}`,
    ],
    'task/which-config': [
      400,
      (d: { folder: string; names: readonly string[] }) =>
        `${d.folder} has ${d.names.length} configs (${d.names.join(', ')}); name one, such as conf=${d.names[0]}.`,
    ],
    'task/no-data': [
      400,
      (d: { config: string; key?: string; data?: string }) =>
        d.data === undefined
          ? `${d.config} names no data; add a line like "${d.key?.split('.').at(-1) ?? 'data'}: items.csv".`
          : `${d.config} names the data ${d.data}, and there is no such file.`,
    ],
    'task/no-folder': [404, (d: { folder: string }) => `There is no folder ${d.folder}.`],
    'task/no-page': [
      400,
      (d: { config: string; reason: string }) => `There is no page to show to workers: ${d.config} ${d.reason}.`,
    ],
    'task/no-review': [
      400,
      (d: { config: string; reason: string }) =>
        `There is no review view to show to reviewers: ${d.config} ${d.reason}.`,
    ],
    'task/not-answering': [
      400,
      (d: { file: string; seconds: number }) =>
        `The task's own code in ${d.file} did not respond for ${counted(d.seconds, 'second')}, so it was ended; look for an endless loop.`,
    ],
    'task/odd-file': [
      400,
      (d: { name: string; reason: string }) =>
        `${d.name} cannot be part of a run: ${d.reason}. Replace it with a file, or remove it, and launch again.`,
    ],
    'task/secret-astray': [
      400,
      (d: { place: string; key: string }) =>
        `${d.place}: "${d.key}" names a secret. Secrets are allowed only below aux_parameters, since they are for the task's own code, not for workers' pages.`,
    ],
    'task/secret-in-config': [
      400,
      (d: { place: string; key: string }) =>
        `${d.place}: "${d.key}" looks like a secret, and configs are recorded for good; put it into an environment variable of Manyhands and ${
          d.key === 'build'
            ? 'write $NAME_OF_THE_VARIABLE in the command'
            : 'write {secret: NAME_OF_THE_VARIABLE} instead, below aux_parameters, in capital letters'
        }.`,
    ],
  },
  inherited,
);
