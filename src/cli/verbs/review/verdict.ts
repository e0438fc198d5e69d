import { ApiError } from '../../../api/client.ts';
import { acceptUnit, askSecondOpinion, rejectUnit, softRejectUnit, undoReview } from '../../../api/review.ts';
import type { Client } from '../../connection/client.ts';
import type { Context } from '../../connection/context.ts';
import { reportFault } from '../../connection/faults.ts';
import { jsonText } from '../../terminal/text.ts';

/** The decisions of a reviewer, and what they mean. */
export const verdicts = {
  accept: 'accept answers: paid and used',
  'soft-reject': "pay answers, don't use them: paid, not used",
  reject: 'reject answers: not paid, not used',
} as const;
export type Verdict = keyof typeof verdicts;

/** What can be done about a submitted unit, and the state that it is in then. */
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

/** What goes with a decision. */
export type Remarks = { note?: string; message?: string; bonus_cents?: number };

/** Sends a step about a unit and gives the log sequence of the fact. */
export async function decide(client: Client, unit: string, step: Step, remarks: Remarks = {}): Promise<number> {
  const params = { unit };
  const { sequence } = await (isVerdict(step)
    ? client.call(verdictEndpoints[step], { params, body: remarks })
    : client.call(otherEndpoints[step], { params, body: { note: remarks.note } }));
  return sequence;
}

/** Sends the step for one unit after the other; a refusal is reported and fails the command, the other units are still decided. */
export async function decideAll(
  context: Context,
  client: Client,
  options: { units: readonly string[]; step: Step; remarks: Remarks; json?: boolean },
): Promise<void> {
  const { terminal } = context;
  for (const unit of options.units) {
    try {
      const sequence = await decide(client, unit, options.step, options.remarks);
      await terminal.print(options.json ? jsonText({ unit, sequence }) : `${unit} is ${done[options.step]}.`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, message } = error;
      if (options.json) await terminal.print(jsonText({ unit, error: { code, message } }));
      context.exitCode = reportFault(error, terminal);
    }
  }
}
