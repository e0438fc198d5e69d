import { createHash } from 'node:crypto';
import type { Gold, Procedure, Screening, TaskDefinition, Worker } from '../../client/task.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';
import type { GoldItem, TaskAction, TaskFunctionTypes } from '../../runtime/ports/task-functions.ts';
import { openRooms, type RoomsSettings } from './conversations/rooms.ts';
import type { ConversationCode } from './conversations/script.ts';

/** A part that no task has there, most likely a misspelling; `key` is how it is written. */
export class UnknownPart extends Error {
  override readonly name = 'UnknownPart';
  readonly key: string;
  constructor(key: string, sentence: string) {
    super(sentence);
    this.key = key;
  }
}

function unknownPart(key: string, place: string, known: readonly string[]): UnknownPart {
  const nearest = nearestOf(key, known);
  const rather = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean "${place}${nearest}"?`;
  return new UnknownPart(key, `the task has "${place}${key}"; ${rather}`);
}

/** Refuses parts of a task that its file exports on their own, where they would have no effect. */
export function requireNoLooseParts({ default: task, ...loose }: Readonly<Record<string, unknown>>): void {
  const ways = 'write it into "export default defineTask({…})"';
  for (const [key, value] of Object.entries(loose)) {
    // In CommonJS, what is exported on its own is the task.
    if (Object(task)[key] === value) continue;
    const isFunction = typeof value === 'function';
    const isPart = isFunction ? topFunctions.includes(key) : key === 'qualifications' || Object.hasOwn(parts, key);
    if (isPart) throw new UnknownPart(key, `"${key}" is exported on its own, where it has no effect; ${ways}`);
    const meant = isFunction ? nearestOf(key, topFunctions) : undefined;
    if (meant) throw new UnknownPart(key, `the file exports "${key}"; did you mean "${meant}"? If so, ${ways}`);
  }
}

type Values = Record<string, unknown>;
type Definition = TaskDefinition<Values, unknown>;

/** The functions as they are called: some of those of the port, each with what it takes. */
type Callables = {
  [Name in keyof TaskFunctionTypes]?: (takes: TaskFunctionTypes[Name]['takes']) => unknown;
};

const alone: RoomsSettings = { wake: () => undefined, faultOf: String, patienceMs: 0 };

/** Makes the functions that Manyhands calls of those that a task defines; throws a sentence if a part has the wrong type. */
export function functionsOf(task: Definition, rooms = alone): Callables {
  requireParts(task);
  const { onboarding, validateOnboarding, mayWork, onSubmitted, screening, gold, procedures, conversation } = task;
  return withoutMissing({
    onboardingData: onboarding && (({ worker }) => called(onboarding.data, worker)),
    validateOnboarding: validateOnboarding && ((page) => validateOnboarding.call(task, page)),
    mayWork: mayWork && (({ worker, items }) => Promise.all(items.map((item) => mayWork.call(task, worker, item)))),
    onSubmitted: onSubmitted && ((submission) => actionsOf(task, submission)),
    screeningItem: screening && screeningItem(screening),
    passesScreening: screening?.passes && ((submission) => screening.passes?.(submission)),
    goldItem: gold?.items || gold?.item ? goldItem(gold) : undefined,
    isGoldCorrect: gold?.isCorrect && ((submission) => gold.isCorrect?.(submission)),
    needsGold: gold?.isDue && ((record) => gold.isDue?.(record)),
    keepsQualified: gold?.keepsQualified && ((record) => gold.keepsQualified?.(record)),
    procedure: procedures && procedureCaller(procedures),
    conversation: conversation && openRooms(task as ConversationCode, rooms).activate,
  });
}

/** What a task declares beside its functions, and has passed `functionsOf`. */
export function declaredIn({ qualifications, gold, procedures, conversation, bot }: Definition) {
  const keys = gold?.items?.map((item) => keyed(item)?.key);
  return {
    ...(qualifications ? { qualifications: [...qualifications] } : {}),
    ...(keys ? { gold_items: new Set(keys).size } : {}),
    ...(procedures ? { procedures: Object.keys(procedures) } : {}),
    ...(conversation ? { conversation: true } : {}),
    ...(bot ? { bot: true } : {}),
  };
}

const withoutMissing = (all: Callables): Callables =>
  Object.fromEntries(Object.entries(all).filter(([, defined]) => defined !== undefined));

/** The parts that a task may have, and which of them are functions. */
const parts: Record<string, { functions: readonly string[]; others?: readonly string[] } | 'any function'> = {
  onboarding: { functions: [], others: ['data'] },
  screening: { functions: ['passes'], others: ['item'] },
  gold: { functions: ['item', 'isCorrect', 'isDue', 'keepsQualified'], others: ['items'] },
  /** Their names are the task's own. */
  procedures: 'any function',
};
const topFunctions = ['validateOnboarding', 'mayWork', 'onSubmitted', 'conversation', 'bot'];
const topKeys = ['data', 'handlesSkip', 'qualifications', ...topFunctions, ...Object.keys(parts)];

function requireParts(task: Definition): void {
  requireKeys(task as Values, topKeys, topFunctions, '');
  for (const [part, known] of Object.entries(parts)) {
    const inner = (task as Values)[part];
    if (inner === undefined) continue;
    if (typeof inner !== 'object' || inner === null) throw new Error(`"${part}" must be an object`);
    const { functions, others = [] } = known === 'any function' ? { functions: Object.keys(inner) } : known;
    requireKeys(inner as Values, [...functions, ...others], functions, `${part}.`);
  }
  if (task.gold?.items && task.gold.item) throw new Error('"gold" has both "items" and "item"; leave one out');
  if (task.screening && task.screening.item === undefined) throw new Error('"screening" needs "item"; it may be false');
  if (task.bot && !task.conversation) throw new Error('"bot" needs "conversation", in which it speaks');
  if (task.qualifications !== undefined && !Array.isArray(task.qualifications))
    throw new Error('"qualifications" must be a list');
  if (task.onboarding && task.onboarding.data === undefined) throw new Error('"onboarding" needs "data"');
}

function requireKeys(object: Values, known: readonly string[], functions: readonly string[], place: string): void {
  for (const key of Object.keys(object)) if (!known.includes(key)) throw unknownPart(key, place, known);
  for (const key of functions)
    if (object[key] !== undefined && typeof object[key] !== 'function')
      throw new Error(`"${place}${key}" must be a function`);
}

/** Calls a procedure by its name, and gives up on it when its time is over; what it threw for the worker to read is no fault of the code. */
function procedureCaller(procedures: Readonly<Record<string, Procedure>>): Callables['procedure'] {
  return async ({ name, args, seconds, ...call }) => {
    const procedure = Object.hasOwn(procedures, name) ? procedures[name] : undefined;
    if (!procedure) throw new Error(`the code has no procedure "${name}"`);
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late.abort();
        reject(new Error(`the procedure "${name}" took longer than ${seconds} seconds`));
      }, seconds * 1000);
    });
    try {
      const result = await Promise.race([procedure.call(procedures, args, { ...call, signal: late.signal }), tooLate]);
      return { result: result ?? null };
    } catch (error) {
      if (isForWorker(error)) return { refused: error.message };
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

const isForWorker = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ProcedureError' && error.message.trim() !== '';

const called = (value: unknown, worker: Worker): unknown => (typeof value === 'function' ? value(worker) : value);

async function actionsOf(
  task: Definition,
  submission: TaskFunctionTypes['onSubmitted']['takes'],
): Promise<TaskAction[]> {
  const actions: TaskAction[] = [];
  await task.onSubmitted?.({
    ...submission,
    grant: (name, value) => void actions.push(value === undefined ? { grant: name } : { grant: name, value }),
    revoke: (name) => void actions.push({ revoke: name }),
  });
  return actions;
}

function screeningItem({ item }: Screening<Values, unknown>): Callables['screeningItem'] {
  if (item === false) return undefined;
  if (typeof item === 'function') return ({ worker }) => item(worker);
  if (Array.isArray(item)) {
    if (item.length === 0) throw new Error('"screening.item" is an empty list');
    return ({ worker }) => item[numberOf(worker.id) % item.length];
  }
  if (typeof item?.next !== 'function')
    throw new Error('"screening.item" must be a list, a generator, a function or false');
  return async () => {
    const { done, value } = await item.next();
    return done ? null : value;
  };
}

type GoldUnits = NonNullable<Definition['gold']>;

function goldItem({ items, item }: GoldUnits): Callables['goldItem'] {
  if (!items) return async ({ worker, had }) => keyed(await item?.(worker, had));
  if (!Array.isArray(items)) throw new Error('"gold.items" must be a list');
  const all = items.map(keyed);
  return ({ worker, had }) => {
    const left = all.filter((one) => one && !had.includes(one.key));
    // Not everybody gets them in the same order, so that what workers tell each other helps little.
    return left[numberOf(`${worker.id} ${had.length}`) % Math.max(1, left.length)] ?? null;
  };
}

function keyed(gold: Gold<Values, unknown> | null | undefined): GoldItem | null {
  if (!gold) return null;
  const { key = hashOf(JSON.stringify(gold.item)).toString('hex').slice(0, 16), item, expected } = gold;
  return { key, item, ...(expected ? { expected: expected as Values } : {}) };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();
const numberOf = (text: string): number => hashOf(text).readUInt32BE(0);
