import { type Client, pathTo, Refused } from '../../connection/client.ts';
import type { Context } from '../../connection/context.ts';
import { tellFault } from '../../connection/faults.ts';
import { hint } from '../../terminal/hint.ts';
import { jsonText, onOneLine } from '../../terminal/visible.ts';

/** What a reviewer may decide, and what it means. */
export const verdicts = {
  accept: 'accept work: it is used and paid',
  'soft-reject': 'soft-reject work: it is paid, and kept out of the data',
  reject: 'reject work: it is neither used nor paid',
} as const;
export type Verdict = keyof typeof verdicts;

/** The same in the words of the API. */
export const decisions: Record<Verdict, string> = {
  accept: 'accepted',
  'soft-reject': 'soft_rejected',
  reject: 'rejected',
};

/** Everything that can be done about submitted work, as something that has happened. */
export const done = {
  accept: 'accepted',
  'soft-reject': 'soft-rejected',
  reject: 'rejected',
  undo: 'waiting for review again',
  'second-opinion': 'left to somebody else',
} as const;
export type Step = keyof typeof done;

/** What goes with a decision, and what follows for the worker. */
export type Said = {
  note?: string;
  message?: string;
  bonus_cents?: number;
  grants?: { qualification: string; value: number }[];
  ban?: string;
};

type Fault = { code: string; message: string };
type Decided = { sequence: number; verdict?: string | null; follow_refused?: Fault[] };
/** What came of a verdict on many units. */
export type Many = Decided & { reviewed: number; refused: (Fault & { unit: string })[] };

/** Takes a step about a unit; a part of what follows that is refused is told. */
export async function decide(
  context: Context,
  client: Client,
  unit: string,
  step: Step,
  said: Said = {},
): Promise<Decided> {
  const decided = await client.post<Decided>(pathTo(['api', 'units', unit, step]), said);
  tellRefusedParts(context, decided);
  return decided;
}

/** Sends one verdict on many units: those named, or all that waits of a worker. */
export async function decideMany(context: Context, client: Client, body: Record<string, unknown>): Promise<Many> {
  for await (const line of client.lines('POST', '/api/verdicts', body)) {
    const many = JSON.parse(line) as Partial<Many> & { error?: Fault };
    if (many.error) throw new Refused(many.error);
    if (many.reviewed === undefined) continue;
    tellRefusedParts(context, many);
    return many as Many;
  }
  throw new Refused({ code: 'daemon/odd-answer', message: 'The answer broke off. Look at what was decided.' });
}

function tellRefusedParts(context: Context, { follow_refused: parts = [] }: Partial<Decided>): void {
  for (const part of parts) context.exitCode = tellFault(new Refused(part), context.terminal);
}

/** How to undo what was decided, if it can be. */
export const undoHint = (verdict: string | null | undefined): string[] =>
  verdict ? [`Undo all of it with: ${hint(`review undo ${verdict}`)}`] : [];

type Given = { units: readonly string[]; step: Step; said: Said; json?: boolean };

/** Decides units by their ids: several are one verdict. One that is refused is told and fails the command, the others are decided all the same. */
export async function decideAll(context: Context, client: Client, given: Given): Promise<void> {
  const { units, step, said } = given;
  if (step in verdicts && units.length > 1) return decideTogether(context, client, given);
  for (const unit of units) {
    try {
      const decided = await decide(context, client, unit, step, said);
      await tellDone(context, given, unit, decided);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await tellRefused(context, given, unit, error);
    }
  }
}

async function decideTogether(context: Context, client: Client, given: Given): Promise<void> {
  const { units, step, said, json } = given;
  const body = { decision: decisions[step as Verdict], units, ...said };
  const many = await decideMany(context, client, body);
  const refused = new Map(many.refused.map((fault) => [fault.unit, new Refused(fault)]));
  for (const unit of new Set(units)) {
    const fault = refused.get(unit);
    if (fault) await tellRefused(context, given, unit, fault);
    else await tellDone(context, given, unit, many);
  }
  if (!json) for (const line of undoHint(many.verdict)) context.terminal.say(line);
}

async function tellDone({ terminal }: Context, { step, json }: Given, unit: string, { sequence, verdict }: Decided) {
  const row = { unit, ...(verdict ? { verdict } : {}), sequence };
  await terminal.print(json ? jsonText(row) : `${unit} is ${done[step]}.`);
}

async function tellRefused(context: Context, { json }: Given, unit: string, error: Refused): Promise<void> {
  const { code, message } = error;
  if (json) await context.terminal.print(jsonText({ unit, error: { code, message } }));
  context.exitCode = tellFault(error, context.terminal);
}

/** Undoes a verdict whole, and says what was left as it is. */
export async function undoWhole(
  context: Context,
  client: Client,
  { verdict, note, json }: { verdict: string; note?: string; json?: boolean },
): Promise<void> {
  type Undone = { undone?: number; refused: Fault[]; kept: { worker: string; what: string }[]; error?: Fault };
  const { terminal } = context;
  for await (const line of client.lines('POST', pathTo(['api', 'verdicts', verdict, 'undo']), { note })) {
    const told = JSON.parse(line) as Undone;
    if (told.error) throw new Refused(told.error);
    if (told.undone === undefined) continue;
    if (json) return terminal.print(jsonText(told));
    await terminal.print(`${told.undone} ${told.undone === 1 ? 'decision is' : 'decisions are'} undone.`);
    for (const { message } of told.refused) terminal.say(onOneLine(message));
    for (const { worker, what } of told.kept) terminal.say(`${worker}: ${what} was changed since and stays.`);
  }
}
