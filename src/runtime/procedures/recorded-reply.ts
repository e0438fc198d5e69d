import type { CallOf } from '../../actors/procedure.ts';
import { callOfAgent, type ProcedureCallRow } from '../../projections/units/procedure-calls.ts';
import type { ProcedureReply } from '../calls.ts';
import type { OpenRun } from '../open-run.ts';
import type { Files } from '../ports/files.ts';
import type { ReadModel } from '../ports/read-model.ts';
import { load } from './stored-values.ts';

/** The reply that a recorded call got; undefined if it has none yet. */
export async function replyIn(call: ProcedureCallRow, files: Pick<Files, 'get'>): Promise<ProcedureReply | undefined> {
  const { ended_at, message, result, result_file: file } = call;
  if (ended_at === null) return undefined;
  if (message !== null) return { failed: message, code: 'procedure/failed' };
  return { result: await load({ value: result, file: file ?? undefined }, files) };
}

type Settings = { readModel: Pick<ReadModel, 'db' | 'reached'>; files: Files };

/** How long a call waits until the rows show the reply. */
const rowsTimeoutMs = 30_000;

/** The reply to a call that was made before. */
export async function replyOf(
  { readModel, files }: Settings,
  run: OpenRun,
  { agentId, callId }: CallOf,
): Promise<ProcedureReply | undefined> {
  await readModel.reached(run.mailbox.sequence, rowsTimeoutMs);
  const call = callOfAgent(readModel.db, agentId, callId);
  return call && replyIn(call, files);
}
