import { relative } from 'node:path';
import type { ConversationActivation, ConversationProgress } from '../../runtime/ports/conversation-code.ts';
import type { TaskFunction, TaskFunctions, TaskFunctionTypes } from '../../runtime/ports/task-functions.ts';
import type { HostState, Task } from '../../runtime/ports/tasks.ts';
import type { TaskBus } from '../nats/hosts/bus.ts';
import { redacting } from '../tasks/redaction.ts';
import { refuse } from '../tasks/refusals.ts';
import type { HostStart } from './host-process.ts';
import { inFile, keepHost } from './keep-host.ts';
import { functionNames, resultIn } from './results.ts';

/** What opening the functions of a task's code needs. */
export type OpenSettings = {
  bus: TaskBus;
  /** The values of the secrets that its config names, which no error may show. */
  secrets: readonly string[];
  /** How long a host may take to start; by default 20 seconds. */
  startMs?: number;
  /** Called when a host has started or ended, and when a call has failed. */
  onState?: (state: HostState) => void;
  /** Called with the name of a function that has replied, and how long that took, in seconds. */
  onAnswer?: (name: TaskFunction, seconds: number) => void;
};

const startTimeoutMs = 20_000;
/** A host keeps the time of procedures itself, and is ended only if it does not. */
const procedureGraceMs = 2000;
const procedureMs = ({ config }: Task) => config.procedure_time_limit_in_seconds * 1000 + procedureGraceMs;
/** What a message needs beside the body. */
const roomBytes = 1024;

/** Starts the host of a task's code and keeps one running until it is closed; undefined if the task has no code. */
export async function openFunctions(task: Task, settings: OpenSettings): Promise<TaskFunctions | undefined> {
  const code = codeOf(task);
  if (!code) return undefined;
  const redact = redacting(task.folder, settings.secrets);
  const line = await settings.bus.openLine();
  let wake = (_?: string) => {};
  const hosts = keepHost(line, {
    start: { folder: task.folder, code: code.start, config: task.config },
    limits: {
      callMs: (called) => (called === 'procedure' ? procedureMs(task) : task.config.code_time_limit_in_seconds * 1000),
      startMs: settings.startMs ?? startTimeoutMs,
    },
    name: code.name,
    onState: settings.onState ?? (() => undefined),
    onWake: (room) => wake(room),
  });
  const close = async () => {
    await hosts.close();
    await line.close().catch(() => undefined);
  };
  let names: ReadonlySet<TaskFunction>;
  let declares: TaskFunctions['declares'];
  try {
    const host = await redact(hosts.running());
    names = namesIn(host.functions, code.name);
    declares = host.declares;
  } catch (error) {
    await close();
    throw error;
  }

  async function call<Name extends TaskFunction>(
    name: Name,
    takes: TaskFunctionTypes[Name]['takes'],
  ): Promise<TaskFunctionTypes[Name]['gives']> {
    const body = Buffer.from(JSON.stringify(takes));
    if (body.length > line.maxBytes - roomBytes) return inHalves(name, takes, body.length, call);
    const began = performance.now();
    const result = resultIn(await hosts.ask(name, body), name, takes);
    settings.onAnswer?.(name, (performance.now() - began) / 1000);
    const about = partOf(name, takes);
    if ('gives' in result) {
      hosts.worked(about);
      return result.gives;
    }
    throw hosts.failed(about, refuse('task/code-failed', { reason: inFile(result.failed, code!.name) }));
  }
  const onWake = (listener: typeof wake) => {
    wake = listener;
  };
  return { names, declares, onWake, call: (name, takes) => redact(call(name, takes)), close };
}

/** What a call is of, for the faults of the code: each procedure is a part of its own. */
function partOf<Name extends TaskFunction>(name: Name, takes: TaskFunctionTypes[Name]['takes']): string {
  return name === 'procedure' ? `procedure ${(takes as TaskFunctionTypes['procedure']['takes']).name}` : name;
}

type Code = { name: string; start: HostStart['code'] };

function codeOf({ folder, code, config }: Task): Code | undefined {
  if (config.code_command) return { name: `"${config.code_command}"`, start: { command: config.code_command } };
  return code === undefined ? undefined : { name: relative(folder, code), start: { file: code } };
}

function namesIn(functions: readonly string[], file: string): ReadonlySet<TaskFunction> {
  const known: readonly string[] = functionNames;
  const unknown = functions.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const reason = `it defines "${unknown}", and the functions are ${functionNames.join(', ')}`;
    throw refuse('task/code-failed', { reason: inFile(reason, file) });
  }
  return new Set(functions as TaskFunction[]);
}

type Call = TaskFunctions['call'];

/** Asks for a list of items or events that is too large for one message in two. */
async function inHalves<Name extends TaskFunction>(
  name: Name,
  takes: TaskFunctionTypes[Name]['takes'],
  bytes: number,
  call: Call,
): Promise<TaskFunctionTypes[Name]['gives']> {
  if (name === 'conversation')
    return partByPart(takes as ConversationActivation, bytes, call) as Promise<TaskFunctionTypes[Name]['gives']>;
  const { worker, items } = takes as TaskFunctionTypes['mayWork']['takes'];
  if (name !== 'mayWork' || items.length < 2) throw refuse('task/call-too-large', { name, bytes });
  const middle = Math.ceil(items.length / 2);
  const halves = [items.slice(0, middle), items.slice(middle)];
  const both = await Promise.all(halves.map((half) => call('mayWork', { worker, items: half })));
  return both.flat() as TaskFunctionTypes[Name]['gives'];
}

async function partByPart(takes: ConversationActivation, bytes: number, call: Call): Promise<ConversationProgress> {
  const { from, events } = takes;
  if (events.length < 2) throw refuse('task/call-too-large', { name: 'conversation', bytes });
  const middle = Math.ceil(events.length / 2);
  const first = await call('conversation', { ...takes, events: events.slice(0, middle), more: true });
  if ('unknown' in first || !first.open) return first;
  return call('conversation', { ...takes, from: from + middle, events: events.slice(middle) });
}
