import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The refusals of tasks that are made and kept in the data folder, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'draft/bad-data': [
      400,
      (d: { name: string }) =>
        `"${d.name}" cannot be the file with the items, whose name ends in .csv, .tsv, .json or .jsonl. Choose another file.`,
    ],
    'draft/bad-file': [
      400,
      (d: { path: string }) =>
        `"${d.path}" is not the name of a picture, sound or film that browsers can show. Rename it, or convert it to .png, .mp3 or .mp4.`,
    ],
    'draft/broken-off': [400, () => 'The file did not arrive whole. Nothing was kept; send it again.'],
    'draft/misplaced': [
      400,
      (d: { path: string }) =>
        `"${d.path}" cannot be kept: its name is too long, or another file has the name of its folder. Rename it.`,
    ],
    'draft/not-named': [
      409,
      (d: { name: string }) => `No item names the file "${d.name}", so it was not added. Check its name.`,
    ],
    'draft/too-large': [
      413,
      (d: { file: string; most: string }) => `${d.file} is too large: ${d.most} are allowed. Use a smaller file.`,
    ],
    'draft/two-files': [
      409,
      (d: { path: string; files: readonly string[] }) =>
        `Items name "${d.path}", and it could be ${d.files.join(' or ')}. The first is kept; add the folder that has only the right one.`,
    ],
    'draft/unclear-file': [
      409,
      (d: { name: string; paths: readonly string[] }) =>
        `Items name several files called "${d.name}", such as ${d.paths.join(' and ')}. Add the folder that has them, or send the file with its whole path.`,
    ],
    'draft/unknown': [
      404,
      () => 'This new task is no longer here, since it was saved or was not used for long. Choose its file again.',
    ],
    'task/name-taken': [
      409,
      (d: { name: string }) => `A task called "${d.name}" exists already. Choose another name; nothing was changed.`,
    ],
    'task/no-example': [
      404,
      (d: { example: string }) => `There is no example "${d.example}" here. Make a task of your own instead.`,
    ],
    'task/not-saved': [
      404,
      (d: { task: string }) => `No task called "${d.task}" is saved here. The screen Tasks lists all.`,
    ],
  },
  inherited,
);
