import { openTempFolder } from '../bench/temp-folder.ts';

/** Gives all specs one temp folder; a run whose specs left a folder or a process behind fails, and is cleaned up all the same. */
export function setup(): (() => Promise<void>) | undefined {
  // Each project of vitest runs this.
  if (process.env.MANYHANDS_SPECS_FOLDER) return undefined;
  const temp = openTempFolder();
  process.env.MANYHANDS_SPECS_FOLDER = temp.path;
  return async () => {
    const left = await temp.close();
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(`Tests leave nothing behind, and these did:\n${left.map((line) => `  ${line}`).join('\n')}`);
  };
}
