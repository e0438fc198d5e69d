import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/invitations.ts';
import { refusedReasonText } from '../../../api/refused-workers.ts';
import type { InvitationId, WorkerId } from '../../../events/ids.ts';
import { toRecord } from '../../../projections/export/cells.ts';
import { type InvitationOfRun, invitationRows } from '../../../projections/workers/invitations.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import { randomLetters } from '../../../runtime/ids.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { caughtUp } from '../http/caught-up.ts';
import { serve } from '../http/serve.ts';
import { provider } from '../identity/identity.ts';
import type { SignedTokens } from '../identity/signed-tokens.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  tokens: SignedTokens;
  urlOf: (runId: string) => string;
  now: () => number;
};

/** A commit takes this many at the most. */
const maxPerCommand = 500;

const columns = [
  'worker',
  'link',
  'state',
  'reason',
  'assigned',
  'submitted',
  'invited_at',
  'invited_by',
  'expires_at',
  'withdrawn_at',
  'worker_id',
] as const;

/** Invitations: inviting workers to a run, the list with their links, and withdrawing. */
export function invitationsApi(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel, now } = settings;

  async function listed(run: string, after: number): Promise<api.InvitationRow[]> {
    await calls.run.describe({ run });
    await caughtUp(readModel, after);
    const refused = new Map((await calls.run.refused({ run })).map(({ worker, reason }) => [worker, reason]));
    const rows = invitationRows(readModel.db, run);
    return Promise.all(rows.map((row) => toRow(settings, run, { ...row, refused: refused.get(row.workerId) })));
  }

  serve(app, api.listInvitations, async ({ params: { run }, query: { after } }) => ({
    invitations: await listed(run, after),
    sequence: readModel.sequence(),
  }));

  serve(app, api.exportInvitations, async ({ params: { run }, query: { after }, reply }) => {
    const rows = await listed(run, after);
    const lines = [toRecord(columns), ...rows.map((row) => toRecord(columns.map((column) => row[column])))];
    return reply
      .type('text/csv; charset=utf-8')
      .headers({ 'cache-control': 'no-store', 'content-disposition': `attachment; filename="${run}-invitations.csv"` })
      .send(lines.join(''));
  });

  serve(app, api.inviteWorkers, async ({ params: { run }, body, by }) => {
    const workers = [...new Set(body.workers)];
    const done = { invited: 0, sequence: await calls.run.sequence({ run }) };
    for (let first = 0; first < workers.length; first += maxPerCommand) {
      const invited = await Promise.all(
        workers.slice(first, first + maxPerCommand).map(async (worker) => ({
          invitationId: randomLetters(16) as InvitationId,
          workerId: await idOf(calls, worker),
          ...{ provider, worker },
        })),
      );
      const times = { now: new Date(now()).toISOString(), expiresAt: body.expires_at };
      const command = { type: 'invitation.create', invited, ...times } as const;
      const { facts, sequence } = await calls.run.decide({ run, command, by });
      done.invited += facts;
      done.sequence = Math.max(done.sequence, sequence);
    }
    return { ...done, already: workers.length - done.invited };
  });

  serve(app, api.withdrawInvitation, async ({ params: { run }, body: { worker }, by }) => {
    const command = { type: 'invitation.withdraw', workerId: await idOf(calls, worker), worker } as const;
    const { sequence } = await calls.run.decide({ run, command, by });
    return { sequence };
  });
}

const idOf = (calls: RuntimeCalls, name: string): Promise<WorkerId> => calls.workspace.workerNamed({ provider, name });

/** An invitation, and why its worker got no unit, if they did not. */
type Invited = InvitationOfRun & { refused?: string };

async function toRow({ tokens, urlOf, now }: Settings, run: string, row: Invited): Promise<api.InvitationRow> {
  const { at, expiresAt, withdrawnAt, assigned, submitted } = row;
  const state = stateOf(row, new Date(now()).toISOString());
  const claims = {
    use: 'invitation',
    jti: row.invitationId as InvitationId,
    sub: row.workerId as WorkerId,
  } as const;
  const times = { issuedMs: Date.parse(at), ...(expiresAt ? { expiresMs: Date.parse(expiresAt) } : {}) };
  const reason = state === 'refused' && row.refused !== undefined ? refusedReasonText(row.refused) : null;
  const isOver = state === 'withdrawn' || state === 'expired';
  const link = isOver ? null : `${urlOf(run)}?token=${await tokens.sign(run, claims, times)}`;
  return {
    ...{ worker: row.worker, worker_id: row.workerId, state, reason, assigned, submitted },
    ...{ invited_at: at, invited_by: row.by, expires_at: expiresAt, withdrawn_at: withdrawnAt, link },
  };
}

function stateOf(row: Invited, now: string): api.InvitationState {
  const { withdrawnAt, expiresAt, assigned, submitted, hasCome, isOnboarding, refused } = row;
  if (withdrawnAt) return 'withdrawn';
  if (expiresAt && expiresAt <= now) return 'expired';
  if (assigned > 0 || isOnboarding) return 'working';
  if (submitted > 0) return 'submitted';
  if (refused !== undefined) return 'refused';
  return hasCome ? 'came' : 'not_come';
}
