import type { RunRow } from '../../../projections/units/run-rows.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { SignedTokens } from './signed-tokens.ts';

type Row = Pick<RunRow, 'id' | 'worker_identity' | 'worker_url' | 'opened_at'>;

/** Gives a row of a run the link with which workers come. */
export type WithLink = <One extends Row>(row: One) => Promise<One>;

/** Adds to the address of an open run its token, without which the address opens nothing, and to that of a panel's run the parameters that the panel fills in; the same row has the same link. */
export function openLinks(runs: Pick<RunCalls, 'describe'>, tokens: Pick<SignedTokens, 'sign'>): WithLink {
  return async (row) => {
    if (row.worker_identity !== 'open' && row.worker_identity !== 'panel') return row;
    // A run that could not be opened takes no workers.
    const described = await runs.describe({ run: row.id }).catch(() => undefined);
    if (!described) return row;
    const { panel, offers } = described.config;
    // A provider puts what it needs into the address itself.
    if (offers) return row;
    if (panel) {
      const names = [panel.worker_parameter, ...panel.keep_parameters];
      return { ...row, worker_url: `${row.worker_url}?${names.map((name) => `${name}={${name}}`).join('&')}` };
    }
    const claims = { use: 'open', word: described.openLink } as const;
    const token = await tokens.sign(row.id, claims, { issuedMs: Date.parse(row.opened_at) });
    return { ...row, worker_url: `${row.worker_url}?token=${token}` };
  };
}
