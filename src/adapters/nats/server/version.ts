import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import semver, { type SemVer } from 'semver';

const run = promisify(execFile);

/** The options of a search for a nats-server: the cache of downloads, the environment, and a function for progress. */
export type Search = { cacheFolder: string; env: NodeJS.ProcessEnv; notify: (sentence: string) => void };

/** A nats-server that runs on this machine: its program file, its version, and where it came from. */
export type Found = { path: string; version: string; from: string };

/** The oldest nats-server that can sync before it acknowledges and does not lose a stream when it is killed. */
export const oldestSafe = '2.10.23';

/** The name of the program file on this platform. */
export const programName = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

/**
 * Parses a version such as `2.15.1`, `v2.15.0-RC.1` or Debian's `1:2.15.1-1`; undefined for anything else. Ignores Debian's
 * revision, which would make a release look like a preview.
 */
export function parseVersion(text: string): SemVer | undefined {
  const match = /^(?:\d+:)?v?(\d+\.\d+\.\d+)(?:[-~]((?:rc|beta|preview|dev)[\w.]*))?/i.exec(text.trim());
  if (!match) return undefined;
  const [, release, preview] = match;
  return semver.parse(preview ? `${release}-${preview}` : release) ?? undefined;
}

/** Orders versions from old to new; a preview comes before its release, and invalid versions come first. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [parseVersion(left), parseVersion(right)];
  return one && other ? semver.compare(one, other) : Number(Boolean(one)) - Number(Boolean(other));
}

/** Whether a nats-server of this version may keep the log. */
export function isNewEnough(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && semver.gte(parsed, oldestSafe);
}

/** The version of a program, by running it; undefined if it is not a nats-server, or does not run here. */
export async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000, windowsHide: true });
    return /nats-server: v(\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
