import { hash } from 'node:crypto';
import { encodeCommit, type StoredCommit } from '../../events/log.ts';

// Within a run, each commit has the SHA-256 of the message before it, so that removals and changes are detected.

/** The hash that the first commit of a run has for its predecessor. */
export const chainStart = (run: string): string => hash('sha256', `log.${run}`, 'base64url');

/** The SHA-256 of a commit's message, in base64url. */
export const messageHash = (message: string): string => hash('sha256', message, 'base64url');

/** The SHA-256 of the message that holds a commit. */
export const commitHash = (commit: StoredCommit): string => messageHash(encodeCommit(commit));

/** Checks the chain of every run over the commits of a log, which it gets in order. */
export function chainChecker(): (commit: StoredCommit) => boolean {
  const ends = new Map<string, { hash: string; isChained: boolean }>();
  /** Whether this commit continues the chain; runs of older logs may begin without hashes. */
  return (commit) => {
    const { run, previous } = commit;
    const end = ends.get(run) ?? { hash: chainStart(run), isChained: false };
    ends.set(run, { hash: commitHash(commit), isChained: previous !== undefined });
    return previous === undefined ? !end.isChained : previous === end.hash;
  };
}
