import { z } from 'zod';
import { parseForeign } from '../../../actors/foreign-json.ts';
import { Refusal } from '../../../actors/refusal.ts';
import { clearNameRule, isClearName } from '../../../api/names.ts';
import { AgentId } from '../../../events/ids.ts';
import { Signals } from '../../../events/signals.ts';
import { refuse } from '../http/refusals.ts';
import { byField, type Form } from './uploads.ts';

// Unknown keys are ignored: copying a hundred thousand keys takes longer than reading them.

/** When the page sent it, if it gives a time. */
const sent = { client_timestamp: z.unknown().optional() };

/** The worker that a page names. */
export const Registration = z.object({
  worker_name: z.string().min(1).max(200).refine(isClearName, clearNameRule),
  agent_registration_id: z.string().min(1).max(400),
});
/** The body of `/request_agent`. */
export const Arrival = z.object({ provider_data: Registration, ...sent });
/** The body of `/submit_task`. */
export const Submission = z.object({
  USED_AGENT_ID: AgentId,
  final_data: z.unknown().optional(),
  final_string_data: z.string().optional(),
  is_auto_submitted: z.unknown().optional(),
  ...sent,
});
const OnboardingAnswer = z.object({
  USED_AGENT_ID: AgentId,
  onboarding_data: z.unknown().optional(),
  // Pages of Manyhands name where they are, so that a submission that is sent again is not taken for the next one.
  /** Counted from 1. */
  onboarding_page: z.int().positive().optional(),
  onboarding_mistakes: z.int().nonnegative().optional(),
});
/** The body of `/submit_onboarding`: pages of Mephisto wrap it in `provider_data`. */
export const OnboardingSubmission = z.union([
  z.object({ provider_data: OnboardingAnswer, ...sent }),
  OnboardingAnswer.extend(sent).transform(({ client_timestamp, ...provider_data }) => ({
    provider_data,
    client_timestamp,
  })),
]);
export type OnboardingSubmission = z.infer<typeof OnboardingSubmission>;
/** The body of `/submit_metadata`. */
export const Metadata = z.object({ USED_AGENT_ID: AgentId, metadata: z.unknown().optional(), ...sent });
/** The body of `/save_draft`. */
export const Draft = z.object({
  USED_AGENT_ID: AgentId,
  /** Of an onboarding with several, counted from 1. */
  onboarding_page: z.int().positive().default(1),
  draft: z.unknown().optional(),
  ...sent,
});
/** The body of `/log_error`. */
export const ErrorReport = z.object({ USED_AGENT_ID: z.string().nullish(), error_data: z.unknown().optional() });

/** The body of `/return_task`. */
export const Return = z.object({ USED_AGENT_ID: AgentId, ...sent });

export type Registration = z.infer<typeof Registration>;

const activeHeader = 'manyhands-active-seconds';
const signalsHeader = 'manyhands-signals';
/** More than all counts need. */
const maxSignalsChars = 500;
/** Ten digits: more than anybody types, and seconds of centuries. */
const isCount = /^\d{1,10}$/;

const isTrue = (value: unknown) => value === true || value === 'true';
const auto = (value: unknown) => (isTrue(value) ? { autoSubmitted: true } : {});

function parseJson(text: string | undefined, field: string): unknown {
  try {
    return text === undefined ? {} : parseForeign(text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuse('request/not-json', {
      reason: `the field "${field}" does not hold JSON (${(error as Error).message})`,
    });
  }
}

/** What `work.js` and `signals.js` send with every kind of submission: how long the page was visible and used, and what it counted. */
export const measuredIn = (headers: Record<string, unknown>) => ({ ...activeTimeIn(headers), ...signalsOf(headers) });

/** How long the page was visible and used, as `work.js` sends it; a value that is no time is ignored. */
export function activeTimeIn({ [activeHeader]: text }: Record<string, unknown>): { activeSeconds?: number } {
  const activeSeconds = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
  return Number.isFinite(activeSeconds) && activeSeconds >= 0 ? { activeSeconds } : {};
}

/** Each count that is none is ignored, and so is all that is not counted. */
function signalsOf({ [signalsHeader]: text }: Record<string, unknown>): { signals?: Signals } {
  if (typeof text !== 'string' || text.length > maxSignalsChars) return {};
  const sent = new URLSearchParams(text);
  const counts = Object.keys(Signals.shape).flatMap((name) => {
    const count = sent.get(name) ?? '';
    return isCount.test(count) ? [[name, Number(count)]] : [];
  });
  return counts.length > 0 ? { signals: Object.fromEntries(counts) } : {};
}

/** The answer in a JSON body; a form sent as JSON has it as text, which takes precedence over the object. */
export function answerOfBody(body: z.infer<typeof Submission>) {
  const { final_string_data: text, final_data: data, is_auto_submitted } = body;
  const answer = text === undefined ? (data ?? null) : parseJson(text, 'final_string_data');
  return { agentId: body.USED_AGENT_ID, answer, ...auto(is_auto_submitted), sentAt: body.client_timestamp };
}

/** Adds the files to an object, as reviews expect them; a bare value is wrapped first. */
function withFiles(value: unknown, { pageFiles }: Form): Record<string, unknown> {
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value };
  return { ...object, files: pageFiles, filesByFields: byField(pageFiles) };
}

const storedFiles = ({ stored }: Form) => (stored.length ? { files: stored } : {});

/** The answer in a multipart form. */
export function answerOfForm(form: Form) {
  const { USED_AGENT_ID, final_string_data, final_data, is_auto_submitted, client_timestamp: sentAt } = form.fields;
  const data = parseJson(
    final_string_data ?? final_data,
    final_string_data === undefined ? 'final_data' : 'final_string_data',
  );
  const agentId = AgentId.parse(USED_AGENT_ID);
  return { agentId, answer: withFiles(data, form), ...storedFiles(form), ...auto(is_auto_submitted), sentAt };
}

/** The metadata in a JSON body. */
export const metadataOfBody = ({ USED_AGENT_ID: agentId, metadata, client_timestamp }: z.infer<typeof Metadata>) => ({
  agentId,
  metadata: metadata ?? null,
  sentAt: client_timestamp,
});

/** The metadata in a multipart form. */
export function metadataOfForm(form: Form) {
  const metadata = withFiles(parseJson(form.fields.metadata ?? form.fields.data, 'metadata'), form);
  const { USED_AGENT_ID, client_timestamp: sentAt } = form.fields;
  return { agentId: AgentId.parse(USED_AGENT_ID), metadata, ...storedFiles(form), sentAt };
}
