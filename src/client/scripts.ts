import { ApiError } from '../api/client.ts';

/**
 * Does the work of a script. If the server refuses something or cannot be reached, its sentence is printed to stderr, without a
 * stack, and the exit code is 1; any other error is thrown.
 */
export async function asScript(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    console.error(`${error.message} (${error.code})`);
    process.exitCode = 1;
  }
}
