import { z } from 'zod';
import { parseForeign } from '../../../actors/foreign-json.ts';
import { Refusal } from '../../../actors/refusal.ts';
import type { AgentId } from '../../../events/ids.ts';
import { callsOfAgent, type ProcedureCallRow } from '../../../projections/units/procedure-calls.ts';
import { blueprintOf } from '../../../runtime/blueprints/blueprints.ts';
import { remoteProcedure } from '../../../runtime/blueprints/remote-procedure.ts';
import type { ProcedureReply, RunCalls, RunDescription } from '../../../runtime/calls.ts';
import { hasCode } from '../../../runtime/config/code-keys.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { replyIn } from '../../../runtime/procedures/recorded-reply.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from '../http/refusals.ts';
import { type AgentDetails, seconds } from './packets.ts';

/** What a page sends to call a procedure: the id of the call, the name, and the arguments as JSON in a text. */
const ProcedureRequest = z.object({
  request_id: z.string().regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits and the signs _ . : -'),
  target: z.string().min(1).max(200),
  args: z.string().optional(),
});

/** The id of the call that a packet's data makes, if it makes one. */
export function callIn(data: unknown): string | undefined {
  const { request_id: id } = Object(data) as { request_id?: unknown };
  return typeof id === 'string' && id.length <= maxCallIdLetters && 'target' in Object(data) ? id : undefined;
}

const maxCallIdLetters = 1000;

/** The most JSON of the arguments of a call, in bytes. */
const maxArgsBytes = 1024 * 1024;

type Settings = { runs: Pick<RunCalls, 'callProcedure'>; report: (error: unknown) => void };
type Caller = { run: string; agentId: AgentId };

/** Calls the procedure; whatever goes wrong is a reply, so that no page waits for ever. */
export async function replyTo(
  { runs, report }: Settings,
  { run, agentId }: Caller,
  data: unknown,
): Promise<ProcedureReply> {
  try {
    const { request_id: callId, target: name, args: text } = ProcedureRequest.parse(data);
    return await runs.callProcedure({ run, agentId, callId, name, args: argsIn(text) });
  } catch (error) {
    const known = toRefusal(error);
    if (!known) report(error);
    const { message: failed, code } = known && isForWorkers(known) ? known : refuse('procedure/failed');
    return { failed, code };
  }
}

/** Whether a refusal is about the page; others, as of code that cannot be loaded, are for the requester. */
const isForWorkers = ({ code }: Refusal): boolean => /^(procedure|agent|log|request|run)\//.test(code);

function argsIn(text: string | undefined): unknown {
  // What `JSON.stringify` makes of no arguments.
  if (text === undefined) return null;
  const bytes = Buffer.byteLength(text);
  if (bytes > maxArgsBytes) throw refuse('procedure/too-large', { bytes, most: maxArgsBytes });
  try {
    return parseForeign(text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuse('request/not-json', { reason: `the arguments: ${(error as Error).message}` });
  }
}

/**
 * The packet with a reply. Pages of Mephisto know no errors, and would wait for ever without a response: theirs is an object with the
 * sentence. The update's id is that of its call, so that a page which gets it twice drops one.
 */
export function replyPacket(agentId: AgentId, callId: string, reply: ProcedureReply, nowMs: number) {
  const outcome =
    'result' in reply
      ? { response: responseOf(reply) }
      : { response: responseOf(reply), error: { code: reply.code, message: reply.failed } };
  return {
    packet_type: 'client_bound_live_update',
    subject_id: agentId,
    client_timestamp: null,
    server_timestamp: seconds(nowMs),
    data: { update_id: `reply-${callId}`, handles: callId, ...outcome },
  };
}

const responseOf = (reply: ProcedureReply): string =>
  JSON.stringify('result' in reply ? (reply.result ?? null) : { error: reply.failed });

/** A request of a page, or the response to one, as pages of Mephisto know them. */
type PreviousRequest = {
  uuid: string;
  /** The name of the procedure; of a response the id of its request. */
  target: string;
  args_json: string | null;
  response_json: string | null;
  /** In seconds since 1970. */
  timestamp: number;
};

type Loading = { files: Pick<Files, 'get'> };

/** The most JSON of what a page called before that it gets again, in letters; of older calls it gets no values. */
const maxPreviousLetters = 4 * 1024 * 1024;

/** What a page called before it was loaded again: each request, followed by its response if it has one. Values that are too much are null. */
export async function previousRequests(
  calls: readonly ProcedureCallRow[],
  { files }: Loading,
): Promise<PreviousRequest[]> {
  let left = maxPreviousLetters;
  const within = (text: string): string | null => {
    left -= text.length;
    return left >= 0 ? text : null;
  };
  const all: PreviousRequest[][] = [];
  for (const call of calls.toReversed()) {
    const { call: uuid, name: target, args, args_file, at, ended_at } = call;
    const args_json = args_file ? null : within(JSON.stringify(args ?? null));
    const asked = { uuid, target, args_json, response_json: null, timestamp: seconds(Date.parse(at)) };
    // A file that is lost, or too large, costs its value alone.
    const isTooMuch = (call.result_file?.size ?? 0) > left;
    const reply = isTooMuch ? undefined : await replyIn(call, files).catch(() => undefined);
    const response_json = reply ? within(responseOf(reply)) : null;
    const answered = { uuid: `reply-${uuid}`, target: uuid, args_json: null, response_json };
    all.push(ended_at === null ? [asked] : [asked, { ...answered, timestamp: seconds(Date.parse(ended_at)) }]);
  }
  return all.reverse().flat();
}

const rowsTimeoutMs = 30_000;

/** The details of an agent with what its page called before, in the shape that its blueprint expects. */
export async function withPreviousRequests(
  details: AgentDetails,
  { run, config }: RunDescription,
  settings: Loading & { runs: Pick<RunCalls, 'sequence'>; readModel: Pick<ReadModel, 'db' | 'reached'> },
): Promise<AgentDetails> {
  const { agent_id: agentId, init_task_data: data } = details;
  const isWrapped = blueprintOf(config) === remoteProcedure;
  if (agentId === null || !(isWrapped || hasCode(config))) return details;
  await settings.readModel.reached(await settings.runs.sequence({ run }), rowsTimeoutMs);
  const previous_requests = await previousRequests(callsOfAgent(settings.readModel.db, agentId), settings);
  if (isWrapped) return { ...details, init_task_data: remoteProcedure.dataOf!(data, { previous_requests }) };
  return previous_requests.length > 0 ? { ...details, previous_requests } : details;
}
