import { isDeepStrictEqual } from 'node:util';
import type { Workspace } from '../../actors/workspace.ts';
import { wellFormed } from '../../events/well-formed.ts';
import { verdicts } from '../../projections/review/verdicts.ts';
import { imports } from '../../projections/runs/imports.ts';
import type { Database } from '../../projections/store/database.ts';
import { blockedWorkers } from '../../projections/workers/blocked-workers.ts';
import { grants } from '../../projections/workers/grants.ts';
import { qualifications } from '../../projections/workers/qualifications.ts';

const sorted = <Entry>(entries: Iterable<Entry>) =>
  [...entries].map((entry) => [JSON.stringify(entry), entry] as const).sort(([one], [other]) => (one < other ? -1 : 1));

/** The workspace's whole state as plain data in a fixed order. */
export const plainWorkspace = (workspace: Workspace): unknown => {
  const { qualifications, workers, names, blocked, verdicts, openVerdicts, imports, arriving, brought, restored } =
    workspace;
  return {
    qualifications: sorted(qualifications.entries()),
    workers: sorted(workers.entries()),
    names: sorted(names),
    blocked: sorted(blocked),
    verdicts: sorted(verdicts.entries()),
    openVerdicts: sorted(openVerdicts),
    imports: sorted(imports.entries()),
    arriving: sorted(arriving),
    brought: sorted(brought),
    restored: sorted(restored),
  };
};

/** How the rows differ from the workspace, if they do. */
export function workspaceDifference(workspace: Workspace, db: Database): string | undefined {
  const qualified = [...workspace.qualifications.entries()].map(([id, { state, context }]) => [
    id,
    context.name,
    context.description,
    state === 'retired',
  ]);
  const qualifiedRows = db
    .select()
    .from(qualifications)
    .all()
    .map(({ qualificationId, name, description, retired }) => [qualificationId, name, description, retired]);
  if (!isSame(qualified, qualifiedRows)) return 'the read model has other qualifications';

  const held = [...workspace.workers.entries()].flatMap(([id, { context }]) =>
    Object.entries(context.values).map(([qualificationId, value]) => [id, qualificationId, value]),
  );
  const heldRows = db
    .select()
    .from(grants)
    .all()
    .map(({ workerId, qualificationId, value }) => [workerId, qualificationId, value]);
  if (!isSame(held, heldRows)) return 'the read model has other grants';

  const blockedIds = [...workspace.workers.entries()].flatMap(([id, { state, context }]) =>
    state === 'blocked' ? [[id, context.reason]] : [],
  );
  const blockRows = db
    .select()
    .from(blockedWorkers)
    .all()
    .map(({ workerId, reason }) => [workerId, reason]);
  if (!isSame(blockedIds, blockRows)) return 'the read model has other blocks';

  const stateOf = new Map(
    db
      .select()
      .from(verdicts)
      .all()
      .map(({ verdictId, state }) => [verdictId, state as string]),
  );
  const other = [...workspace.verdicts.entries()].find(([id, { state }]) => stateOf.get(id) !== state);
  if (other) return `the read model has another state of verdict ${other[0]}`;

  const brought = [...workspace.imports.entries()].map(([id, { state, context }]) => [
    id,
    context.label,
    context.runs,
    state === 'completed',
  ]);
  const broughtRows = db
    .select()
    .from(imports)
    .all()
    .map(({ importId, label, runs, completedAt }) => [importId, label, runs, completedAt !== null]);
  return isSame(brought, broughtRows) ? undefined : 'the read model has other imports';
}

/** Whether the rows are those of the state, whose texts are compared as rows hold them. */
const isSame = (state: readonly unknown[], rows: readonly unknown[]): boolean =>
  isDeepStrictEqual(sorted(wellFormed(state)), sorted(rows));
