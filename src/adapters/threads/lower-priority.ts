import { constants, setPriority } from 'node:os';

/** Puts this thread behind others, where the system can: whoever hands in an answer comes first. */
export function lowerPriority(): void {
  // Elsewhere than on Linux this would be the whole process's.
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // Where it is not allowed, all threads are equal.
  }
}
