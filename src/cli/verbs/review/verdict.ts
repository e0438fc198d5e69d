import type { z } from 'zod';
import { ApiError } from '../../../api/client.ts';
import { moneyText } from '../../../api/money.ts';
import { paidAlreadyTexts } from '../../../api/payout-texts.ts';
import { acceptUnit, askSecondOpinion, rejectUnit, softRejectUnit, undoReview } from '../../../api/review.ts';
import type { Decision } from '../../../api/shapes.ts';
import { makeVerdict, undoVerdict } from '../../../api/verdicts.ts';
import type { Client } from '../../connection/client.ts';
import type { Context } from '../../connection/context.ts';
import { codeOf, reportFault } from '../../connection/faults.ts';
import { hint } from '../../terminal/called-as.ts';
import type { Questions } from '../../terminal/questions.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { counted, jsonText, onOneLine } from '../../terminal/text.ts';

/** The decisions of a reviewer, and what they mean. */
export const verdicts = {
  accept: 'accept answers: paid and used',
  'soft-reject': "pay answers, don't use them: paid, not used",
  reject: 'reject answers: not paid, not used',
} as const;
export type Verdict = keyof typeof verdicts;

/** The same as the API spells them. */
export const decisions: Record<Verdict, Decision> = {
  accept: 'accepted',
  'soft-reject': 'soft_rejected',
  reject: 'rejected',
};

/** A decision with its note, which is asked for where a reason is needed; undefined, with a notice, if none was typed. */
export async function withReason(
  { demand }: Questions,
  { notify }: Terminal,
  verdict: Verdict,
  said: string | undefined,
): Promise<{ do: Verdict; note?: string } | undefined> {
  if (verdict === 'accept') return { do: verdict, ...(said ? { note: said } : {}) };
  const note = said || (await demand('why? > '));
  if (note) return { do: verdict, note };
  notify('This needs a reason, so nothing was decided.');
  return undefined;
}

/** What a person chose; to quit, with the reason reported, when the input ends at a question. */
export async function unlessEnded<Choice>(
  context: Context,
  ask: () => Promise<Choice>,
): Promise<Choice | { do: 'quit' }> {
  try {
    return await ask();
  } catch (error) {
    if (codeOf(error) !== 'input/ended') throw error;
    context.exitCode = reportFault(error, context.terminal);
    return { do: 'quit' };
  }
}

/** What can be done about a submitted unit, and its state afterwards. */
export const done = {
  accept: 'accepted',
  'soft-reject': 'paid, not used',
  reject: 'rejected',
  undo: 'to be reviewed again',
  'second-opinion': 'waiting for a second opinion',
} as const;
export type Step = keyof typeof done;

const verdictEndpoints = { accept: acceptUnit, 'soft-reject': softRejectUnit, reject: rejectUnit };
const otherEndpoints = { undo: undoReview, 'second-opinion': askSecondOpinion };
const isVerdict = (step: Step): step is Verdict => step in verdictEndpoints;

/** The remarks of a decision, and its consequences for the worker. */
export type Remarks = {
  note?: string;
  message?: string;
  bonus_cents?: number;
  another?: boolean;
  grants?: { qualification: string; value: number }[];
  block?: string;
};

type Fault = { code: string; message: string };
type Decided = {
  sequence: number;
  verdict?: string | null;
  follow_refused?: Fault[];
} & Partial<Left>;
type Left = Pick<z.output<typeof undoReview.reply>, 'paid' | 'bonuses'>;
type VerdictBody = z.input<typeof makeVerdict.body & z.ZodType>;
/** The outcome of a verdict on many units. */
type Many = Extract<z.output<typeof makeVerdict.reply>, { reviewed: number }>;

const errorOf = ({ code, message }: Fault) => new ApiError({ code, message, status: 409 });

/** Sends a step about a unit; reports refused grants and blocks. */
export async function decide(
  context: Context,
  client: Client,
  unit: string,
  step: Step,
  remarks: Remarks = {},
): Promise<Decided> {
  const params = { unit };
  const decided: Decided = await (isVerdict(step)
    ? client.call(verdictEndpoints[step], { params, body: remarks })
    : client.call(otherEndpoints[step], { params, body: { note: remarks.note } }));
  reportRefusedParts(context, decided);
  return decided;
}

/** Sends one verdict on many units: those named, or all of a worker that are to review. */
export async function decideMany(context: Context, client: Client, body: VerdictBody): Promise<Many> {
  for await (const line of client.stream(makeVerdict, { body })) {
    if ('error' in line) throw errorOf(line.error);
    if (!('reviewed' in line)) continue;
    reportRefusedParts(context, line);
    return line;
  }
  throw errorOf({ code: 'daemon/odd-answer', message: 'The connection was lost. Check what was decided.' });
}

function reportRefusedParts(context: Context, { follow_refused: parts = [] }: Partial<Decided>): void {
  for (const part of parts) context.exitCode = reportFault(errorOf(part), context.terminal);
}

/** How to undo what was decided, if it can be. */
export const undoHint = (verdict: string | null | undefined): string[] =>
  verdict ? [`Undo all of it with: ${hint(`review undo ${verdict}`)}`] : [];

type Options = { units: readonly string[]; step: Step; remarks: Remarks; json?: boolean };

/** Decides units by their ids: several are one verdict. A refusal is reported and fails the command; the other units are still decided. */
export async function decideAll(context: Context, client: Client, options: Options): Promise<void> {
  const { units, step, remarks } = options;
  if (isVerdict(step) && units.length > 1) return decideTogether(context, client, { ...options, step });
  for (const unit of units) {
    try {
      await printDone(context, options, unit, await decide(context, client, unit, step, remarks));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await reportRefused(context, options, unit, error);
    }
  }
}

async function decideTogether(context: Context, client: Client, options: Options & { step: Verdict }): Promise<void> {
  const { units, step, remarks, json } = options;
  const many = await decideMany(context, client, { decision: decisions[step], units: [...units], ...remarks });
  const refused = new Map(many.refused.map((fault) => [fault.unit, errorOf(fault)]));
  for (const unit of new Set(units)) {
    const fault = refused.get(unit);
    if (fault) await reportRefused(context, options, unit, fault);
    else await printDone(context, options, unit, many);
  }
  if (!json) for (const line of undoHint(many.verdict)) context.terminal.notify(line);
}

async function printDone({ terminal }: Context, { step, json }: Options, unit: string, decided: Decided) {
  const { sequence, verdict, paid = [], bonuses = [] } = decided;
  const left = step === 'undo' ? { paid, bonuses } : {};
  const row = { unit, ...(verdict ? { verdict } : {}), ...left, sequence };
  await terminal.print(json ? jsonText(row) : `${unit} is ${done[step]}.`);
  if (!json) sayLeft(terminal, { paid, bonuses });
}

async function reportRefused(context: Context, { json }: Options, unit: string, error: ApiError): Promise<void> {
  const { code, message } = error;
  if (json) await context.terminal.print(jsonText({ unit, error: { code, message } }));
  context.exitCode = reportFault(error, context.terminal);
}

const stays = {
  paid: 'paid already',
  intended: 'still promised: withdraw it with review withdraw-bonus',
};

function sayLeft(terminal: Terminal, { paid, bonuses }: Left): void {
  for (const text of paidAlreadyTexts(paid)) terminal.notify(text);
  for (const { unit, cents, currency, state } of bonuses)
    terminal.notify(`${unit} still has a bonus of ${moneyText(cents, currency)}, which is ${stays[state]}.`);
}

/** Undoes a whole verdict, and prints what was not undone. */
export async function undoWhole(
  { terminal }: Context,
  client: Client,
  { verdict, note, json }: { verdict: string; note?: string; json?: boolean },
): Promise<void> {
  for await (const line of client.stream(undoVerdict, { params: { verdict }, body: { note } })) {
    if ('error' in line) throw errorOf(line.error);
    if (!('undone' in line)) continue;
    if (json) return terminal.print(jsonText(line));
    await terminal.print(`Undone: ${counted(line.undone, 'decision')}.`);
    for (const { message } of line.refused) terminal.notify(onOneLine(message));
    sayLeft(terminal, line);
    for (const { worker, what } of line.kept) {
      const subject = what === 'block' ? 'the block' : `the qualification ${what}`;
      terminal.notify(
        `Not undone for ${worker}: ${subject} was changed after this verdict and keeps its current value.`,
      );
    }
  }
}
