/** What looking for a nats-server needs: where fetched ones are kept, the environment, and whom to tell of progress. */
export type Search = { cacheFolder: string; env: NodeJS.ProcessEnv; say: (sentence: string) => void };

/** A nats-server that runs on this machine: its program file, its version, and where it came from. */
export type Found = { path: string; version: string; from: string };
