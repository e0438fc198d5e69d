import { isOpen } from '../../actors/offer.ts';
import { nameKey } from '../../actors/qualification.ts';
import type { Workspace } from '../../actors/workspace.ts';
import type { QualificationId } from '../../events/ids.ts';
import type { AccountNotes, Told } from '../ports/account-notes.ts';
import type { OpenAccount } from '../ports/provider-account.ts';
import type { OfferedRun, ProviderWork } from './provider-work.ts';

type Settings = {
  work: ProviderWork;
  notes: Pick<AccountNotes, 'told' | 'noteTold'>;
  runs: () => readonly OfferedRun[];
  /** What is decided on workers, and a number that grows with each decision. */
  workspace: () => { state: Workspace; sequence: number };
};

/** Under which subject the blocks of workers are noted. */
const blocked = 'blocked';
const holds = (qualification: string) => `holds ${qualification}`;

/**
 * Makes a provider know who is blocked, and who holds what its open offers ask for. What it was told is kept beside the keys of its account, and only
 * what differs is told, so that nothing is forgotten over a restart and nothing is told twice.
 */
export type TellWorkers = (requester: string) => Promise<void>;

/** Opens it. */
export function openTellWorkers({ work, notes, runs, workspace }: Settings): TellWorkers {
  /** At which state of everything an account was told all of it. */
  const toldAt = new Map<string, string>();

  return async (requester) => {
    const now = versionOf(runs(), workspace().sequence);
    if (toldAt.get(requester) === now) return;
    const { provider, account } = await work.accounts.open(requester);
    const { state } = workspace();
    const came = workersOf(runs(), (one) => one.requester === requester);
    await tellBlocks({ account, requester, state, notes }, came);
    const known = workersOf(runs(), (one) => one.provider === provider.name);
    for (const name of namesAsked(runs(), requester))
      await tellHolders({ account, requester, state, notes }, name, known);
    toldAt.set(requester, now);
  };
}

/** Changes whenever somebody came, an offer changed, or something was decided on a worker. */
const versionOf = (runs: readonly OfferedRun[], sequence: number): string =>
  [
    sequence,
    ...runs.map((run) => {
      const { submissions, offers } = run.state();
      const came = [...submissions.states.tally().values()].reduce((sum, count) => sum + count, 0);
      return `${run.runId} ${came} ${[...offers.entries()].map(([id, { state }]) => `${id} ${state}`)}`;
    }),
  ].join(';');

/** The workers that came through certain offers: what the provider calls each, by id here. */
function workersOf(
  runs: readonly OfferedRun[],
  isMeant: (offer: { requester: string; provider: string }) => boolean,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const run of runs) {
    const { offers, submissions } = run.state();
    const meant = new Set([...offers.entries()].filter(([, { context }]) => isMeant(context)).map(([id]) => id));
    for (const [, { context }] of submissions.states.entries())
      if (meant.has(context.offerId)) found.set(context.workerId, context.worker);
  }
  return found;
}

/** The qualifications that offers of an account ask for which workers see, or are about to. */
const namesAsked = (runs: readonly OfferedRun[], requester: string): Set<string> =>
  new Set(
    runs.flatMap((run) =>
      [...run.state().offers.entries()]
        .filter(([, { state, context }]) => isOpen(state) && context.requester === requester)
        .flatMap(([, { context }]) => context.requirements.map(({ name }) => name)),
    ),
  );

type Telling = Pick<Settings, 'notes'> & { account: OpenAccount; requester: string; state: Workspace };

async function tellBlocks({ account, requester, state, notes }: Telling, came: ReadonlyMap<string, string>) {
  const told = notes.told(requester, blocked);
  for (const [worker, name] of came) {
    const isBlocked = state.blocked.has(worker as never);
    if (isBlocked === told.has(worker)) continue;
    const reason = state.workers.get(worker)?.context.reason || 'blocked by the requester';
    await (isBlocked ? account.block(name, reason) : account.unblock(name, 'no longer blocked'));
    // One by one: what is told of one worker holds, whatever becomes of the next.
    notes.noteTold(requester, blocked, [{ worker, value: isBlocked ? 1 : null }]);
  }
}

async function tellHolders(
  { account, requester, state, notes }: Telling,
  name: string,
  known: ReadonlyMap<string, string>,
): Promise<void> {
  const id = state.names.get(nameKey(name));
  if (id === undefined) return;
  const told = notes.told(requester, holds(name));
  const changes: Told[] = [];
  for (const worker of known.keys()) {
    const value = heldBy(state, worker, id);
    if (value !== (told.get(worker) ?? null)) changes.push({ worker, value });
  }
  if (changes.length === 0) return;
  await account.mirror(
    name,
    changes.map(({ worker, value }) => ({ worker: known.get(worker) ?? '', value })),
  );
  notes.noteTold(requester, holds(name), changes);
}

const heldBy = (state: Workspace, worker: string, id: QualificationId): number | null =>
  state.workers.get(worker)?.context.values[id] ?? null;
