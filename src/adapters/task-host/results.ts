import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { counted } from '../../actors/counted.ts';
import { changedIn, tooDeepReason } from '../../actors/foreign-json.ts';
import { tooDeepAt } from '../../actors/json-depth.ts';
import { faultWords } from '../../actors/json-faults.ts';
import type { TaskFunction, TaskFunctionTypes } from '../../runtime/ports/task-functions.ts';
import type { Reply } from '../nats/hosts/protocol.ts';
import { longestSeconds, mostNameLetters } from './conversations/arguments.ts';
import { mostStepBytes } from './conversations/runs.ts';

/** What a function gives: its shape, and its words in a sentence. */
type Result = { shape: z.ZodType; words: string };

type Values = Record<string, unknown>;

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);
const values = z.custom<Values>(isMap);
const trueOrFalse: Result = { shape: z.boolean(), words: 'true or false' };
const effect = z.union([
  z.strictObject({ grant: z.string(), value: z.int().optional() }),
  z.strictObject({ revoke: z.string() }),
]);

/** The same as for code in JavaScript, where its functions check this. */
const seconds = z.number().min(0).max(longestSeconds);
const [mostMembers, mostLetters, mostSteps] = [1000, mostStepBytes, 100_000];
const text = z.string().max(mostLetters);
const memberId = z.string().min(1).max(mostNameLetters);

const action = z.union([
  z.object({
    say: z.object({
      text,
      task_data: values.optional(),
      to: z.array(memberId).max(mostMembers).optional(),
      as: z.int().min(0).max(mostMembers).optional(),
    }),
  }),
  z.object({
    turn: z.object({
      member: memberId,
      seconds: seconds.optional(),
      form: z.unknown().optional(),
      mayPass: z.boolean().optional(),
    }),
  }),
  z.object({ timer: z.object({ seconds }) }),
  z.object({
    run: z.object({
      name: z.string().max(mostNameLetters),
      result: z.unknown().optional(),
      failed: text.optional(),
    }),
  }),
]);
const progress = z.union([
  z.object({ unknown: z.literal(true) }),
  z.object({
    steps: z.array(z.object({ step: z.int().min(0) }).and(action)).max(mostSteps),
    open: z.boolean(),
    ended: z.object({ data: z.unknown().optional() }).optional(),
    failed: text.optional(),
  }),
]);

const results: Record<TaskFunction, Result> = {
  onboardingData: { shape: z.union([values, z.array(values).min(1)]), words: 'an object, or a list of objects' },
  validateOnboarding: {
    shape: z.union([z.boolean(), z.object({ passed: z.boolean(), explanation: z.string().optional() })]),
    words: 'true, false, or an object with passed and perhaps explanation',
  },
  mayWork: { shape: z.array(z.boolean()), words: 'true or false for each item' },
  onSubmitted: {
    shape: z.array(effect).nullable(),
    words: 'a list of what is to be granted, with a whole number as value, and revoked',
  },
  screeningItem: { shape: values.nullable(), words: 'an object, or null' },
  passesScreening: { shape: z.boolean().nullable(), words: 'true, false or null' },
  goldItem: {
    shape: z.object({ key: z.string().min(1), item: values, expected: values.optional() }).nullable(),
    words: 'an object with key and item, or null',
  },
  isGoldCorrect: trueOrFalse,
  needsGold: trueOrFalse,
  keepsQualified: trueOrFalse,
  procedure: {
    shape: z.union([z.strictObject({ result: z.unknown() }), z.strictObject({ refused: z.string().min(1) })]),
    words: 'an object with result, or with refused, a sentence',
  },
  conversation: { shape: progress, words: 'an object with the steps and whether it is open, or {"unknown": true}' },
};

/** The names of all functions that a task's code may define. */
export const functionNames = Object.keys(results) as TaskFunction[];

const maxShownLetters = 100;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > maxShownLetters ? `${text.slice(0, maxShownLetters)}…` : text;
};

/** The result in a reply to a call, or why it is none, in words that follow a colon. */
export function resultIn<Name extends TaskFunction>(
  bytes: Uint8Array,
  name: Name,
  takes: TaskFunctionTypes[Name]['takes'],
): { gives: TaskFunctionTypes[Name]['gives'] } | { failed: string } {
  if (!isUtf8(bytes)) return { failed: `what ${name} gave is not UTF-8 text` };
  const text = Buffer.from(bytes).toString();
  if (tooDeepAt(text) !== undefined) return { failed: `in what ${name} gave, ${tooDeepReason}` };
  const reply = replyIn(text);
  if (!reply) return { failed: `the reply of ${name} is not {"gives": …} or {"failed": "…"} in JSON` };
  if ('failed' in reply) return reply;
  const fault = changedIn(text, reply.whole);
  if (fault) return { failed: `in what ${name} gave: ${faultWords({ ...fault, path: fault.path.slice(1) })}` };
  const { shape, words } = results[name];
  const { success, data, error } = shape.safeParse(reply.gives);
  const outOfBounds = error && boundsIn(error.issues);
  if (outOfBounds) return { failed: `in what ${name} gave, ${outOfBounds}` };
  const fits = success && (name !== 'mayWork' || isForEach(data, takes));
  if (!fits) return { failed: `${name} gave ${shown(reply.gives)} instead of ${words}` };
  return { gives: data as TaskFunctionTypes[Name]['gives'] };
}

type Issue = z.core.$ZodIssue;

const units: Record<string, string> = { string: 'character', array: 'value' };

/** What is out of its bounds, in words; the first such, also in one of several possible shapes. */
function boundsIn(issues: readonly Issue[], before: readonly PropertyKey[] = []): string | undefined {
  for (const issue of issues) {
    const path = [...before, ...issue.path];
    const place = `"${path.join('.')}"`;
    if (issue.code === 'invalid_union') {
      const inner = issue.errors.map((errors) => boundsIn(errors, path)).find((words) => words !== undefined);
      if (inner) return inner;
    }
    if (issue.code !== 'too_big' && issue.code !== 'too_small') continue;
    const unit = units[issue.origin];
    const most = issue.code === 'too_big';
    const bound = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum);
    if (unit)
      return `${place} ${most ? `may have ${bound} ${unit}s at most` : `needs at least ${counted(bound, unit)}`}`;
    return `${place} ${most ? `may be ${bound} at most` : `must be ${bound} or more`}`;
  }
  return undefined;
}

const isForEach = (data: unknown, takes: object): boolean =>
  'items' in takes && (data as unknown[]).length === (takes.items as unknown[]).length;

function replyIn(text: string): Exclude<Reply, { gives: unknown }> | { gives: unknown; whole: object } | undefined {
  try {
    const reply: unknown = JSON.parse(text);
    if (!isMap(reply)) return undefined;
    if (typeof reply.failed === 'string') return { failed: reply.failed };
    return 'gives' in reply ? { gives: reply.gives, whole: reply } : undefined;
  } catch {
    return undefined;
  }
}
