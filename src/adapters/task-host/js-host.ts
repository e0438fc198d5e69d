import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { TaskDefinition } from '../../client/task.ts';
import { hostVariables } from '../nats/hosts/protocol.ts';
import { type Callable, type Loaded, serveCalls } from '../nats/hosts/serve.ts';
import { codePlace, faultOf } from '../tasks/code-fault.ts';
import { definitionIn, loadModule } from '../tasks/load-module.ts';
import { endsConversation } from './conversations/strays.ts';
import { declaredIn, functionsOf, requireNoLooseParts, UnknownPart } from './functions-of.ts';

// The host of a task's code in TypeScript or JavaScript; `host-process.ts` starts it. It ends when its input does.

const [, , file = ''] = process.argv;
const fault = (error: unknown) =>
  error instanceof UnknownPart ? `${error.message} (${placeOf(error.key)})` : faultOf(error, dirname(file));

/** Where the file writes the name of a part, if it does so itself. */
function placeOf(key: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => new RegExp(`(?<![\\w$.])${key}['"]?\\s*[(:,}=]`).test(line));
  return at < 0 ? basename(file) : codePlace(basename(file), at + 1);
}

const fail = (error: unknown) => {
  process.stderr.write(`${fault(error)}\n`, () => process.exit(1));
};
const failUnlessInConversation = (error: unknown) => {
  // The others would fail with it.
  if (!endsConversation(error)) fail(error);
};
process.on('uncaughtException', failUnlessInConversation);
process.on('unhandledRejection', failUnlessInConversation);

const input = createInterface({ input: process.stdin });
input.on('close', () => process.exit(0));
const [line] = (await once(input, 'line')) as [string];
const { config } = JSON.parse(line) as { config: { code_time_limit_in_seconds?: number } };

/** How long an activation of a conversation may wait for what is not of the room: less than it may take. */
const patienceMs = Math.min(5000, (config.code_time_limit_in_seconds ?? 10) * 500);

async function load(wake: (room: string) => void): Promise<Loaded> {
  const module = await loadModule(file);
  requireNoLooseParts(module);
  // A file of data that is called task.js has no functions.
  if (module.default === undefined && module.data !== undefined) return { functions: {} };
  if (typeof module.default !== 'object' && typeof module.default !== 'function')
    throw new Error('it must have "export default defineTask({…})"');
  const task = (await definitionIn(module, config)) as TaskDefinition;
  const functions = functionsOf(task, { wake, faultOf: fault, patienceMs });
  return { functions: functions as Record<string, Callable>, declares: declaredIn(task) };
}

const { url, subject } = hostVariables;
await serveCalls({ url: process.env[url] ?? '', subject: process.env[subject] ?? '', faultOf: fault }, load);
