import { z } from 'zod';
import { type ConversationSettings, namesOfOthers, unnamed } from '../../events/conversation-settings.ts';
import type { QualificationId } from '../../events/ids.ts';
import { qualificationName } from './requirement-keys.ts';

const seconds = (least: number, most = 86_400) =>
  z
    .number('must be a number')
    .min(least, `must be ${least} or more`)
    .max(most, `must be at most ${most.toLocaleString('en')}`);
const seats = z.int('must be a whole number').min(1, 'must be 1 or more').max(50, 'must be at most 50');
const texts = z
  .array(z.string('must be text').trim().min(1, 'must not be empty'), 'must be a list')
  .max(50, 'must not have more than 50 entries');

const Pair = z
  .strictObject({
    by: z
      .union([z.literal('language'), qualificationName])
      .optional()
      .describe('a qualification whose values are compared, or language'),
    as: z
      .enum(['same', 'different'], 'must be same or different')
      .optional()
      .describe('whether those who talk have the same value, or different ones'),
    never_met_before: z
      .boolean('must be true or false')
      .optional()
      .describe('whether only people talk who have not talked with each other before'),
  })
  .refine(({ by, as }) => (by === undefined) === (as === undefined), 'needs both "by" and "as", or neither');

/** The keys of tasks whose units are seats of conversations. */
export const conversationKeys = {
  agents_per_conversation: seats
    .optional()
    .describe('how many people talk about an item with each other; the code of the task leads the conversation'),
  minimum_agents: seats
    .optional()
    .describe(
      'with how many people a conversation may begin once the wait is over, and go on after one has left; all by default',
    ),
  waiting_time_limit_in_seconds: seconds(1)
    .optional()
    .describe('how long a worker waits for the others at most, in seconds; 300 by default'),
  after_waiting: z
    .enum(['go_on', 'pay', 'bot', 'end'], 'must be go_on, pay, bot or end')
    .optional()
    .describe(
      'what follows when the wait is over, pay by default: go_on begins with fewer if they are enough, pay pays who waited, bot lets bots of the code take the seats, end just ends',
    ),
  ask_if_present_in_seconds: seconds(0)
    .optional()
    .describe(
      'how long workers have to say that they are still there before a conversation begins; by default they are not asked',
    ),
  pair: Pair.optional().describe(
    'who may talk with whom: by (a qualification, or language) and as (same or different), and never_met_before',
  ),
  on_dropout: z
    .enum(['wait', 'go_on', 'replace', 'end'], 'must be wait, go_on, replace or end')
    .optional()
    .describe(
      'what follows when somebody is lost, end by default: wait longer and then end, go_on without them, replace them, or end; whoever stayed can hand in',
    ),
  dropout_wait_in_seconds: seconds(1)
    .optional()
    .describe(
      'how long a worker may be away before they are lost; by default 30 seconds, or 300 with on_dropout: wait',
    ),
  turn_time_limit_in_seconds: seconds(1)
    .optional()
    .describe('how long somebody may take to say something when asked to, in seconds; 300 by default'),
  roles: texts.optional().describe('the roles of those who talk, by seat; the code and the page get them'),
  display_names: texts
    .optional()
    .describe('what those who talk are called, in the order in which they come; each name once'),
};

/** Read from a config of any version: one of before conversations has none of these keys. */
type Keys = Partial<z.infer<z.ZodObject<typeof conversationKeys>>>;

const settleSeconds = 120;
const [awaySeconds, longAwaySeconds] = [30, 300];

/** The settings of the conversations of a run; `pairedBy` is the qualification by which people are put together. Undefined if it has none. */
export function conversationOf(keys: Keys, pairedBy?: QualificationId): ConversationSettings | undefined {
  const { agents_per_conversation: seats, on_dropout: dropout = 'end' } = keys;
  if (seats === undefined) return undefined;
  const pairing = pairingOf(keys, pairedBy);
  return {
    seats,
    minimum: Math.min(seats, keys.minimum_agents ?? seats),
    waitSeconds: keys.waiting_time_limit_in_seconds ?? 300,
    afterWaiting: keys.after_waiting ?? 'pay',
    confirmSeconds: keys.ask_if_present_in_seconds ?? 0,
    dropout,
    dropoutSeconds: keys.dropout_wait_in_seconds ?? (dropout === 'wait' ? longAwaySeconds : awaySeconds),
    turnSeconds: keys.turn_time_limit_in_seconds ?? 300,
    settleSeconds,
    ...(pairing ? { pairing } : {}),
    ...(keys.roles ? { roles: keys.roles } : {}),
    ...(keys.display_names ? { names: keys.display_names } : {}),
  };
}

function pairingOf({ pair }: Keys, qualificationId: QualificationId | undefined): ConversationSettings['pairing'] {
  if (!pair) return undefined;
  const { by, as, never_met_before: neverMetBefore } = pair;
  const compared = by === 'language' ? by : qualificationId && { qualificationId };
  return { ...(compared && as ? { by: compared, as } : {}), ...(neverMetBefore ? { neverMetBefore } : {}) };
}

/** The name of the qualification by which people are put together, if there is one. */
export const pairedByOf = ({ pair }: Keys): string | undefined => (pair?.by === 'language' ? undefined : pair?.by);

/** How many units each item has: as many as its conversation has seats, if it has one. */
export const unitsPerItem = (keys: Keys & { units_per_assignment: number }): number =>
  keys.agents_per_conversation ?? keys.units_per_assignment;

/** Adds a fault for each key that needs conversations where there are none, or that has no place beside them. */
export function requireConversationKeys(config: Record<string, unknown>, { addIssue }: z.core.$RefinementCtx): void {
  const fault = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message });
  const { agents_per_conversation: seats, minimum_agents: least } = config as Keys;
  if (seats === undefined) {
    for (const key of Object.keys(conversationKeys))
      if (config[key] !== undefined) fault(key, 'needs "agents_per_conversation"');
    return;
  }
  if (least !== undefined && least > seats) fault('minimum_agents', 'must not be more than "agents_per_conversation"');
  const { display_names: names = [] } = config as Keys;
  const taken = names.find((name, nth) => isTaken(name, nth, names));
  if (taken !== undefined) fault('display_names', `must not have "${taken}", which others are called as well`);
  if (config.units_per_assignment !== 1)
    fault('units_per_assignment', 'must be left out: each item has one conversation, with a unit for each seat');
  for (const key of ['agreement', 'use_golds', 'use_screening_task', 'treatments'])
    if (config[key] !== undefined && config[key] !== false) fault(key, 'must be left out in a task of conversations');
}

/** Whether others are called like the nth who comes: another of the list, the code of the task, requesters, or somebody without a name of the list. */
function isTaken(name: string, nth: number, names: readonly string[]): boolean {
  const same = (other: string) => other.toLowerCase() === name.toLowerCase();
  const isUnnamed = /^chat agent \d+$/i.test(name) && !same(unnamed(nth));
  return isUnnamed || Object.values(namesOfOthers).some(same) || names.findIndex(same) < nth;
}
