import type { AgentId } from '../../../events/ids.ts';
import { callsEndedSince } from '../../../projections/units/procedure-calls.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import { hasCode } from '../../../runtime/config/code-keys.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { replyIn } from '../../../runtime/procedures/recorded-reply.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import { replyPacket } from './procedure-packets.ts';

type Settings = {
  runs: Pick<RunCalls, 'sequence'>;
  describe: RunDescriptions;
  readModel: Pick<ReadModel, 'db' | 'reached'>;
  files: Pick<Files, 'get'>;
  now: () => number;
};

/** How long a reply is sent again to a page that has connected anew. */
const missedMs = 10 * 60_000;
const rowsTimeoutMs = 30_000;

/**
 * Sends a page that has connected the replies of the last minutes, one after the other: one that was on its way when a connection broke was
 * lost. The page drops those that it has.
 */
export async function sendMissedReplies(
  { runs, describe, readModel, files, now }: Settings,
  { run, agentId }: { run: string; agentId: AgentId },
  send: (packet: unknown) => Promise<boolean>,
): Promise<void> {
  if (!hasCode((await describe(run)).config)) return;
  // The rows may not show yet what was sent over the last connection.
  await readModel.reached(await runs.sequence({ run }), rowsTimeoutMs);
  const since = new Date(now() - missedMs).toISOString();
  for (const call of callsEndedSince(readModel.db, agentId, since)) {
    const reply = await replyIn(call, files);
    if (reply && !(await send(replyPacket(agentId, call.call, reply, now())))) return;
  }
}
