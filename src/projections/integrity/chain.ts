import { hash } from 'node:crypto';
import { encodeCommit, type StoredCommit } from '../../events/log.ts';

// Within a run, each commit names the SHA-256 of the message before it, so that nothing can be taken out or changed unseen.

/** What the first commit of a run names as the one before it. */
export const chainStart = (run: string): string => hash('sha256', `log.${run}`, 'base64url');

/** The SHA-256 of a commit's message, in base64url. */
export const messageHash = (message: string): string => hash('sha256', message, 'base64url');

/** The SHA-256 of the message that holds a commit. */
export const commitHash = (commit: StoredCommit): string => messageHash(encodeCommit(commit));

/** Follows the chain of every run through the commits of a log, in order. */
export function chainChecker(): (commit: StoredCommit) => boolean {
  const ends = new Map<string, { hash: string; isChained: boolean }>();
  /** Whether this commit follows the one before it; the runs of older logs may begin without hashes. */
  return (commit) => {
    const { run, previous } = commit;
    const end = ends.get(run) ?? { hash: chainStart(run), isChained: false };
    ends.set(run, { hash: commitHash(commit), isChained: previous !== undefined });
    return previous === undefined ? !end.isChained : previous === end.hash;
  };
}
