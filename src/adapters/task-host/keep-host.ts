import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Refusal } from '../../actors/refusal.ts';
import { notStarted } from '../../runtime/ports/task-functions.ts';
import type { CodeVersion, HostState } from '../../runtime/ports/tasks.ts';
import type { HostLine } from '../nats/hosts/bus.ts';
import { refuse } from '../tasks/refusals.ts';
import { type Host, type HostLimits, NotStarted, openHost } from './host.ts';
import type { HostStart } from './host-process.ts';

/** A host that is replaced when it ends. */
export type KeptHost = {
  /** Resolves with the present host, or the next one. */
  running(): Promise<Host>;
  /** Asks a host, and once more another one if the first ended meanwhile; rejects with a refusal. */
  ask(name: string, body: Uint8Array): Promise<Uint8Array>;
  /** Notes that a function failed, for those who ask for the state, and returns the refusal. */
  failed(name: string, refusal: Refusal): Refusal;
  /** Notes that a function works. */
  worked(name: string): void;
  close(): Promise<void>;
};

type Settings = {
  start: Omit<HostStart, 'url' | 'subject'>;
  limits: HostLimits;
  /** The code, as it is called in sentences. */
  name: string;
  onState: (state: HostState) => void;
  /** Called with a conversation whose code has something new; without one when a host has taken the place of another. */
  onWake: (room?: string) => void;
};

/** The pause before a restart: none after the first failure, then this, doubled each time. */
const [firstPauseMs, longestPauseMs] = [200, 10_000];

const pauseAfter = (failures: number): number =>
  failures < 2 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 2));

/** A fault of the code, with the file if it does not name one. */
export const inFile = (fault: string, name: string): string =>
  fault.includes(basename(name)) || /\(\S+(:|, line )\d+\)/.test(fault) ? fault : `${fault} (${name})`;

/** Keeps a host running: one that ended or hung is replaced, after a pause that grows while none replies. */
export function keepHost(line: HostLine, { start, limits, name, onState, onWake }: Settings): KeptHost {
  const closing = new AbortController();
  const { signal } = closing;
  const closed = once(signal, 'abort');
  let state: HostState = { functions: [] };
  let present: Promise<Host> | undefined;
  let failures = 0;
  let begun = 0;

  function note(change: Partial<HostState>): void {
    state = { ...state, ...change };
    onState(state);
  }
  const { failed, worked } = presentFaults((failure) => note({ failure }));
  const codeFailed = (about: string, reason: string) =>
    failed(about, refuse('task/code-failed', { reason: inFile(reason, name) }));

  const notAnswering = (called: string) =>
    failed(called, refuse('task/not-answering', { file: name, seconds: limits.callMs(called) / 1000 }));

  async function begin(): Promise<Host> {
    await wait(pauseAfter(failures), undefined, { signal }).catch(() => undefined);
    // Else a host that cannot connect would count as one that fails.
    await Promise.race([line.connected(), closed]);
    if (signal.aborted) throw refuse('task/closed');
    try {
      const code = await versionOf(start.code, name);
      const host = await openHost(line, start, limits, onWake);
      if (begun++ > 0) onWake();
      worked(processItself);
      note({ pid: host.pid, functions: host.functions, code });
      return host;
    } catch (error) {
      throw failed(processItself, refusalOf(error, name, limits));
    }
  }

  function running(): Promise<Host> {
    if (present) return present;
    const mine = begin();
    present = mine;
    const forget = () => {
      failures++;
      if (present === mine) present = undefined;
      note({ pid: undefined });
    };
    mine
      .then(async ({ gone }) => {
        const reason = await gone;
        forget();
        if (signal.aborted) return;
        if (reason !== 'late') codeFailed(processItself, reason);
        // The next one is there before somebody waits for it.
        await running();
      }, forget)
      .catch(() => undefined);
    return mine;
  }

  async function ask(called: string, body: Uint8Array): Promise<Uint8Array> {
    let reason = '';
    for (let ended = 0; ended < 2; ) {
      const host = await running();
      // What is sent before the connection is back is lost.
      await Promise.race([line.connected(), closed]);
      const answer = await host.call(called, body);
      if (answer === 'late') throw notAnswering(called);
      if ('reply' in answer) {
        failures = 0;
        return answer.reply;
      }
      if (signal.aborted) throw refuse('task/closed');
      // The loss of a connection is no fault of the code.
      if (!answer.isGone) continue;
      ended++;
      reason = await host.gone;
    }
    throw reason === 'late' ? notAnswering(called) : codeFailed(called, `${called}: ${reason}`);
  }

  async function close() {
    closing.abort();
    await present?.then((host) => host.end()).catch(() => undefined);
  }

  return { running, ask, failed, worked, close };
}

/** What does not work at present: functions by name, and the process. `onChange` gets the sentence of the latest. */
function presentFaults(onChange: (failure: string | undefined) => void) {
  const faults = new Map<string, string>();
  const tell = () => onChange([...faults.values()].at(-1));
  return {
    failed(about: string, refusal: Refusal): Refusal {
      faults.delete(about);
      faults.set(about, refusal.message);
      tell();
      return refusal;
    },
    worked(about: string): void {
      if (faults.delete(about)) tell();
    },
  };
}

/** The subject of a failure that is none of a function. */
const processItself = '';

/** Read before the host reads it: a file that changes in between is recorded at the next start. */
async function versionOf(code: HostStart['code'], name: string): Promise<CodeVersion | undefined> {
  if (!('file' in code)) return undefined;
  const bytes = await readFile(code.file).catch(() => undefined);
  return bytes && { file: name, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function refusalOf(error: unknown, name: string, { startMs }: HostLimits): Refusal {
  if (!(error instanceof NotStarted)) return error as Refusal;
  const refusal = error.isLate
    ? refuse('task/not-answering', { file: name, seconds: startMs / 1000 })
    : refuse('task/code-failed', { reason: inFile(error.message, name) });
  return Object.assign(refusal, { cause: notStarted });
}
