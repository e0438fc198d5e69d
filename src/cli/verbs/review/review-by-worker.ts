import { ApiError } from '../../../api/client.ts';
import { type QueueGroup, reviewQueue } from '../../../api/queue.ts';
import { getUnit } from '../../../api/units.ts';
import type { Client } from '../../connection/client.ts';
import type { Context } from '../../connection/context.ts';
import { reportFault } from '../../connection/faults.ts';
import { unitsOf } from '../../connection/lookups.ts';
import { wordsFor } from '../../connection/worker-names.ts';
import { openQuestions, type Questions } from '../../terminal/questions.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { counted, onOneLine } from '../../terminal/text.ts';
import { followUps, type OfferNames, offersNamed } from './review-follow.ts';
import { unitLines } from './review-in-turn.ts';
import {
  decide,
  decideMany,
  decisions,
  done,
  type Remarks,
  undoHint,
  unlessEnded,
  type Verdict,
  withReason,
} from './verdict.ts';

type Scope = { run?: string; task?: string };
/** A decision about one unit, or about all that is left of the worker. */
type Choice = { do: Verdict; note?: string; qualify?: boolean; all: boolean } | { do: 'skip' | 'next' | 'quit' };

const prompt =
  "a accept · p pay, don't use · r reject · v accept and qualify · capitals: all of this worker's unreviewed answers · k skip · w next worker · q quit > ";
const keys: Record<string, Verdict> = { a: 'accept', v: 'accept', p: 'soft-reject', r: 'reject' };

/** Shows the units to review worker by worker, with each worker's record, and asks what to do with each unit or with all of them. */
export async function reviewByWorker(
  context: Context,
  client: Client,
  signal: AbortSignal,
  { approveQualification, blockQualification, ...scope }: Scope & OfferNames,
): Promise<void> {
  const { terminal } = context;
  const offers = await offersNamed(client, { approveQualification, blockQualification });
  const questions = openQuestions(terminal, signal);
  const follow = followUps({ terminal, client, questions, offers });
  let workers = 0;
  try {
    for (const group of await groupsOf(client, scope)) {
      workers++;
      const wordOf = await wordsFor(client, [group.key]);
      await terminal.print(
        terminal.colours.bold(onOneLine(`Worker ${wordOf(group.key)} ${recordOf(group)}, ${group.waiting} to review`)),
      );
      if (!(await reviewWorker({ context, client, questions, follow, wordOf }, { ...scope, worker: group.key }))) break;
    }
  } finally {
    questions.close();
  }
  if (workers === 0) terminal.notify('Nothing to review.');
}

async function groupsOf(client: Client, scope: Scope): Promise<QueueGroup[]> {
  const groups: QueueGroup[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call(reviewQueue, { query: { ...scope, by: 'worker', limit: 1000, cursor } });
    groups.push(...page.groups);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return groups;
}

/** How a worker's other answers were reviewed, in a few words. */
export function recordOf({ accepted, soft_rejected: notUsed, rejected }: QueueGroup): string {
  const total = accepted + notUsed + rejected;
  return total === 0
    ? '(first time)'
    : `(${accepted} accepted, ${notUsed} paid but not used, ${rejected} rejected of ${total})`;
}

type Session = {
  context: Context;
  client: Client;
  questions: Questions;
  follow: ReturnType<typeof followUps>;
  wordOf: (worker: string) => string;
};

/** False as soon as the person quits. */
async function reviewWorker(
  { context, client, questions, follow, wordOf }: Session,
  whose: Scope & { worker: string },
): Promise<boolean> {
  for await (const { id } of unitsOf(client, { ...whose, status: 'completed' })) {
    const unit = await client.call(getUnit, { params: { unit: id } });
    if (unit.status !== 'completed') continue;
    for (const line of unitLines(unit, context.terminal.colours, wordOf)) await context.terminal.print(line);
    const choice = await unlessEnded(context, () => choose(questions, context.terminal));
    if (choice.do === 'quit') return false;
    if (choice.do === 'next') return true;
    if (!('all' in choice)) continue;
    const isSettled = await unlessEnded(context, () =>
      settle(context, async () => {
        const { parts, sentences } = await follow.collect(whose.worker, choice);
        const remarks = { note: choice.note, ...parts };
        const { sequence } = await (choice.all
          ? decideRest(context, client, { ...whose, ...remarks }, choice)
          : decide(context, client, id, choice.do, remarks));
        follow.recorded(sequence);
        for (const sentence of sentences)
          await context.terminal.print(sentence.replaceAll(whose.worker, () => wordOf(whose.worker)));
        return { do: 'next' } as const;
      }),
    );
    if (isSettled.do === 'quit') return false;
    if (choice.all) return true;
  }
  return true;
}

type Done = { do: 'next' | 'quit' };

async function settle(context: Context, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.exitCode = reportFault(error, context.terminal);
    return { do: 'next' };
  }
}

type Decided = Extract<Choice, { all: boolean }>;

async function decideRest(
  context: Context,
  client: Client,
  whose: Scope & { worker: string } & Remarks,
  choice: Decided,
) {
  const { terminal } = context;
  const many = await decideMany(context, client, { ...whose, decision: decisions[choice.do] });
  const { reviewed, unchanged, refused, verdict } = many;
  await terminal.print(`${counted(reviewed, 'answer')} ${done[choice.do]}.`);
  if (unchanged > 0) await terminal.print(`${counted(unchanged, 'answer')} already ${done[choice.do]}.`);
  for (const { unit, message } of refused) terminal.notify(onOneLine(`${unit}: ${message}`));
  for (const line of undoHint(verdict)) terminal.notify(line);
  return many;
}

async function choose(questions: Questions, terminal: Terminal): Promise<Choice> {
  for (;;) {
    const line = await questions.ask(prompt);
    if (line === undefined) return { do: 'quit' };
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
    const key = word.toLowerCase();
    if (key === 'q') return { do: 'quit' };
    if (key === 'k') return { do: 'skip' };
    if (key === 'w') return { do: 'next' };
    const verdict = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (!verdict) {
      terminal.notify(
        "Type one of the letters a, p, r, v, k, w or q, then Enter; a capital is for all of this worker's unreviewed answers.",
      );
      continue;
    }
    const decided = await withReason(questions, terminal, verdict, rest);
    if (decided) return { ...decided, qualify: key === 'v', all: word !== key };
  }
}
