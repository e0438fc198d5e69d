import { openTempFolder } from '../bench/temp-folder.ts';

/** Gives all specs one temp folder; a run whose specs left a folder or a process behind fails, and is cleaned up all the same. */
export function setup(): () => Promise<void> {
  const temp = openTempFolder();
  return async () => {
    const left = await temp.close();
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(`Tests leave nothing behind, and these did:\n${left.map((line) => `  ${line}`).join('\n')}`);
  };
}
