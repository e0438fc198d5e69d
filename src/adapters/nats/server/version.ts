import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What looking for a nats-server needs: where fetched ones are kept, the environment, and a function for progress. */
export type Search = { cacheFolder: string; env: NodeJS.ProcessEnv; say: (sentence: string) => void };

/** A nats-server that runs on this machine: its program file, its version, and where it came from. */
export type Found = { path: string; version: string; from: string };

/** The oldest nats-server that can sync before it acknowledges and does not lose a stream when it is killed. */
export const oldestSafe = '2.10.23';

/** What the program file is called on this platform. */
export const programName = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

type Version = { numbers: [number, number, number]; preview: boolean };

/** Reads a version such as `2.15.1`, `v2.15.0-RC.1` or Debian's `1:2.15.1-1`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(?:\d+:)?v?(\d+)\.(\d+)\.(\d+)(.*)$/.exec(text.trim());
  if (!match) return undefined;
  const [, major, minor, patch, rest] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], preview: /^[-~](rc|beta|preview|dev)/i.test(rest!) };
}

/** Orders versions from old to new; a preview comes before its release, and what is no version before everything. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parseVersion(left), parseVersion(right)];
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  const differing = a.numbers.findIndex((number, place) => number !== b.numbers[place]);
  if (differing >= 0) return a.numbers[differing]! - b.numbers[differing]!;
  return Number(b.preview) - Number(a.preview);
}

/** Whether a nats-server of this version may keep the log. */
export function isNewEnough(version: string): boolean {
  return parseVersion(version) !== undefined && compareVersions(version, oldestSafe) >= 0;
}

/** Asks a program for its version by running it; undefined if it is no nats-server, or does not run here. */
export async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000, windowsHide: true });
    return /nats-server: v(\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
