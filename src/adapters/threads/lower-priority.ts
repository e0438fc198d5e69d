import { constants, setPriority } from 'node:os';

/** Lowers this thread's priority where the system allows it, so that workers' requests come first. */
export function lowerPriority(): void {
  // On other systems this would lower the priority of the whole process.
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // If it is not allowed, all threads have the same priority.
  }
}
