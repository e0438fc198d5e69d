import type { TestProject } from 'vitest/node';
import { openTempFolder, sweepToo } from '../bench/temp-folder.ts';

/** Gives all specs one temp folder; a run whose specs left a folder or a process behind fails, and is cleaned up all the same. */
export function setup({ tmpDir }: Pick<TestProject, 'tmpDir'>): (() => Promise<void>) | undefined {
  // Each project of vitest runs this, and has a folder that it leaves if it is killed.
  const begun = process.env.MANYHANDS_SPECS_FOLDER;
  if (begun) return void sweepToo(begun, tmpDir);
  const temp = openTempFolder();
  process.env.MANYHANDS_SPECS_FOLDER = temp.path;
  sweepToo(temp.path, tmpDir);
  return async () => {
    const left = await temp.close();
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(`Tests leave nothing behind, and these did:\n${left.map((line) => `  ${line}`).join('\n')}`);
  };
}
