import { Refusal } from '../../actors/refusal.ts';
import { unitOf } from '../../actors/run.ts';
import type { SubmissionId, UnitId } from '../../events/ids.ts';
import { type AtWork, offerOf, publishedOf } from './provider-work.ts';

/** A message to the worker of a place, and what it is known by, so that it goes out once. */
type Message = { submissionId: SubmissionId; messageId: string; unitId?: UnitId; text: string };

/** After how long a message that the provider did not take is tried again. */
const tryAgainAfterMs = 15 * 60_000;

/** Sends the messages of decisions that were made long enough ago. One that fails does not hold up the others; the last refusal is thrown. */
export async function sendMessages(at: AtWork, { isAtOnce = false }: { isAtOnce?: boolean } = {}): Promise<void> {
  const state = at.run.state();
  let failure: Refusal | undefined;
  for (const [unitId, since] of [...state.messages.owed]) {
    const { agentId, message: text } = unitOf(state, unitId)?.unit.context ?? {};
    const submissionId = agentId && state.submissions.ofAgent.get(agentId);
    const submission = submissionId && state.submissions.states.get(submissionId);
    if (!text || !submission || submission.context.offerId !== at.offerId) continue;
    const messageId = messageOf(unitId, text);
    if (!isDue(at, { since, isAtOnce, hasFailed: state.messages.known.has(messageId) })) continue;
    try {
      await sendOnce(at, { submissionId, messageId, unitId, text });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
}

/** The same for the same text, so that a message which was taken back and said again is not repeated. */
const messageOf = (unitId: UnitId, text: string) => `decision ${unitId} ${text.length} ${hashOf(text)}`;

/** A short number that tells texts apart (FNV-1a). */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}

function isDue(at: AtWork, { since, isAtOnce, hasFailed }: { since: string; isAtOnce: boolean; hasFailed: boolean }) {
  if (hasFailed) return Date.parse(since) + tryAgainAfterMs <= at.work.now();
  const { payAfterSeconds } = offerOf(at).context;
  return isAtOnce || (payAfterSeconds !== null && Date.parse(since) + payAfterSeconds * 1000 <= at.work.now());
}

/**
 * Sends a message unless it went out before; resolves to whether it did so now. It is recorded first: where nobody can say whether the provider took it,
 * it stays so, and where it certainly did not, that is recorded, too.
 */
export async function sendOnce(at: AtWork, { text, ...message }: Message): Promise<boolean> {
  const { run, offerId, account } = at;
  const published = publishedOf(offerOf(at));
  const submission = run.state().submissions.states.get(message.submissionId);
  if (!published || !submission) return false;
  const fact = { ...message, runId: run.state().taskRun.context.runId, offerId };
  const { facts } = await run.ask({ type: 'message.note-sent', ...fact });
  if (facts.length === 0) return false;
  try {
    await account.message(published, submission.context.worker, text);
  } catch (error) {
    const mayBeThere = !(error instanceof Refusal) || error.code === 'provider/message-in-doubt';
    if (!mayBeThere) await run.ask({ type: 'message.note-failed', ...fact });
    throw error;
  }
  return true;
}
