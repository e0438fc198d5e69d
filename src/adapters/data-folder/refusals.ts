import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The refusals of the data folder, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'data/not-a-file': [
      409,
      (d: { path: string }) =>
        `${d.path} is a folder, and a file of Manyhands belongs there. Nothing was changed: move it out of the data folder, then start again.`,
    ],
    'data/not-a-folder': [
      409,
      (d: { path: string }) =>
        `${d.path} is a file, and a folder of Manyhands belongs there. Nothing was changed: move it out of the data folder, then start again.`,
    ],
    'data/other-version': [
      409,
      (d: { folder: string; found: string; layout: number }) =>
        `The data folder ${d.folder} was made by another version of Manyhands (layout ${d.found}; this version writes ${d.layout}). Nothing was changed: use that version, or set MANYHANDS_DATA to another folder.`,
    ],
    'data/unreadable-layout': [
      409,
      (d: { folder: string; foreign: string }) =>
        `${d.folder}/layout.json cannot be read, and beside it is "${d.foreign}", which this version of Manyhands does not know. Nothing was changed: remove that file if it does not belong there, use the version that made the folder, or set MANYHANDS_DATA to another one.`,
    ],
    'settings/bad-log-file': [
      400,
      (d: { path: string; reason: string }) =>
        `The log file ${d.path} cannot be written: ${d.reason}. Set MANYHANDS_LOG_FILE to a file in an existing folder.`,
    ],
  },
  inherited,
);
