import { amountText } from '../../api/money.ts';
import type { WebhookEvents } from '../../api/webhooks.ts';
import { type Fact, read } from '../../events/catalog.ts';
import { headOf } from '../../events/line.ts';

/** The version of the shape of what receivers get; raised when a field changes its meaning or goes. */
export const webhookVersion = 1;

/** The facts of each kind of event; an event has the type of its fact. */
const factsOf = {
  submissions: ['unit.submitted'],
  decisions: [
    'unit.accepted',
    'unit.soft-rejected',
    'unit.rejected',
    'unit.review-undone',
    'unit.review-supplemented',
    'unit.supplement-undone',
    'assignment.adjudicated',
    'assignment.adjudication-withdrawn',
    'unit.paid',
    'unit.payment-undone',
    'unit.bonus-granted',
    'unit.bonus-paid',
    'unit.bonus-payment-undone',
    'unit.bonus-withdrawn',
  ],
  ends: ['task-run.completed', 'task-run.stopped'],
} as const satisfies Record<WebhookEvents, readonly Fact['type'][]>;

/** The kind of event that a fact of each type is. */
export const kindsOfEvents: ReadonlyMap<string, WebhookEvents> = new Map(
  Object.entries(factsOf).flatMap(([kind, types]) => types.map((type) => [type, kind as WebhookEvents] as const)),
);

/** What a receiver is told of one fact; `id` is that of the fact, so it is the same at each attempt. */
export type WebhookEvent = { id: string; type: string; body: string };

/** What is told beside the fact itself, from the rows. */
export type Beside = {
  taskOf(run: string): string | undefined;
  /** Left out unless the receiver is to know names. */
  nameOf?: (worker: string) => string | undefined;
};

/** The ids and figures of a fact that receivers get; never answers, notes, messages or reasons, which can name people. */
const told = {
  assignmentId: 'assignment',
  unitId: 'unit',
  agentId: 'agent',
  workerId: 'worker',
  verdictId: 'verdict',
  decision: 'decision',
  bonusId: 'bonus',
  currency: 'currency',
  autoSubmitted: 'auto_submitted',
} as const;

/**
 * What the line of a commit is told as, if the receiver wants it. One that this version cannot read is not told.
 */
export function eventOf(
  line: string,
  { run, position }: { run: string; position: string },
  wanted: readonly WebhookEvents[],
  beside: Beside,
): WebhookEvent | undefined {
  const kind = kindsOfEvents.get(headOf(line).type);
  if (!kind || !wanted.includes(kind)) return undefined;
  const fact = readable(line);
  return fact && { id: fact.id, type: fact.type, body: bodyOf(fact, { run, position }, beside) };
}

function readable(line: string): Fact | undefined {
  try {
    return read(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function bodyOf(fact: Fact, place: { run: string; position: string }, { taskOf, nameOf }: Beside): string {
  const { run, position } = place;
  const values = fact.data as Record<string, unknown>;
  const ids = Object.entries(told).flatMap(([from, to]) => (values[from] === undefined ? [] : [[to, values[from]]]));
  const amount = typeof values.cents === 'number' ? { amount: amountText(values.cents) } : {};
  const worker = values.workerId === undefined ? undefined : nameOf?.(String(values.workerId));
  const names = nameOf ? { ...(worker === undefined ? {} : { worker_name: worker }), by: fact.by } : {};
  const data = { run, task: taskOf(run), ...Object.fromEntries(ids), ...amount, ...names };
  return JSON.stringify({ type: fact.type, timestamp: fact.at, version: webhookVersion, position, data });
}
