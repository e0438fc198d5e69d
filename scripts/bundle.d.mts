/** Compiles modules of this project, named by their path without extension, with all that they import, into a folder. */
export function bundle(names: readonly string[], dir: string): Promise<void>;
