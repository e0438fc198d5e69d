import { assign, type SnapshotFrom, setup } from 'xstate';
import type { QualificationId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import type { RefusedPart } from '../events/verdict.ts';
import {
  WorkerBlocked,
  type WorkerFact,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnblocked,
} from '../events/worker.ts';
import { actorOf } from './actor.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** What a verdict changed: each qualification's value before, with null for none, and whether it blocked the worker. */
export type Change = {
  values: Readonly<Record<string, number | null>>;
  blocked?: true;
  /** What was refused, once the verdict was followed. */
  refused?: readonly RefusedPart[];
  /** What it asked for and found done already, by another verdict or by hand. */
  standing?: readonly string[];
  /** What an undo left as it is, once the verdict was undone. */
  undone?: readonly string[];
};

/** The values of the qualifications they hold; and why they are blocked, if they are. */
type Context = {
  values: Readonly<Record<string, number>>;
  /** The note of the last grant of each qualification, if it has one. */
  notes: Readonly<Record<string, string>>;
  reason: string;
  /** What each verdict changed; and by which verdict each qualification, or the block, stands as it does. */
  verdicts: Readonly<Record<string, Change>>;
  last: Readonly<Record<string, VerdictId>>;
};

const granting = {
  'worker.qualification-granted': { actions: 'grant' },
  'worker.qualification-revoked': { actions: 'revoke' },
  'worker.verdict-followed': { actions: 'noteFollowed' },
  'worker.verdict-undone': { actions: 'noteUndone' },
} as const;

/** Under which name `last` has the block; no qualification can be called so. */
export const theBlock = '(block)';

const changeOf = ({ verdicts }: Context, verdictId: VerdictId): Change => verdicts[verdictId] ?? { values: {} };

/** Notes that a qualification stands as it does by this verdict, with its value before; or by no verdict. */
function changed(context: Context, qualificationId: QualificationId, verdictId?: VerdictId): Partial<Context> {
  const verdicts = withoutStanding(context.verdicts, [`grant ${qualificationId}`, `revoke ${qualificationId}`]);
  if (!verdictId) return { last: without(context.last, qualificationId), verdicts };
  const change = changeOf(context, verdictId);
  const before = context.values[qualificationId] ?? null;
  return {
    last: { ...context.last, [qualificationId]: verdictId },
    verdicts: {
      ...verdicts,
      [verdictId]: { ...change, values: { [qualificationId]: before, ...change.values } },
    },
  };
}

/** What was changed is no longer as other verdicts had found it. */
function withoutStanding(verdicts: Context['verdicts'], parts: readonly string[]): Context['verdicts'] {
  const isFound = ({ standing }: Change) => standing?.some((part) => parts.includes(part));
  if (!Object.values(verdicts).some(isFound)) return verdicts;
  const changed = Object.entries(verdicts).map(([id, change]) =>
    isFound(change)
      ? [id, { ...change, standing: change.standing?.filter((part) => !parts.includes(part)) }]
      : [id, change],
  );
  return Object.fromEntries(changed);
}

/** How a verdict names the part that it found done: the block, or a qualification that is held, or not held. */
const partOf = ({ values }: Context, name: string): string =>
  name === theBlock ? 'block' : `${values[name] === undefined ? 'revoke' : 'grant'} ${name}`;

/** The first verdict that asked for the same as another one, which was there before it, and is not undone: it stands for it from then on. */
export function heirTo(context: Context, verdictId: VerdictId, name: string): VerdictId | undefined {
  const part = partOf(context, name);
  const heir = Object.entries(context.verdicts).find(([id, of]) => id !== verdictId && of.standing?.includes(part));
  return heir?.[0] as VerdictId | undefined;
}

/** Hands what a verdict has changed to those that asked for the same, so that it holds until they are undone, too. */
function handedOn(context: Context, verdictId: VerdictId): Pick<Context, 'verdicts' | 'last'> {
  const { values, blocked } = changeOf(context, verdictId);
  let { verdicts, last } = context;
  for (const name of [...Object.keys(values), ...(blocked ? [theBlock] : [])]) {
    const heir = last[name] === verdictId ? heirTo({ ...context, verdicts }, verdictId, name) : undefined;
    const inherited = heir && verdicts[heir];
    if (!inherited) continue;
    const part = partOf(context, name);
    const changed = name === theBlock ? { blocked: true as const } : {};
    const before = name === theBlock ? {} : { [name]: values[name] ?? null };
    const standing = inherited.standing?.filter((one) => one !== part) ?? [];
    verdicts = {
      ...verdicts,
      [heir]: { ...inherited, ...changed, values: { ...inherited.values, ...before }, standing },
    };
    last = { ...last, [name]: heir };
  }
  return { verdicts, last };
}

/** The same record if the name is not in it: most workers have no notes and no verdicts, and share one empty record. */
function without<Value>(record: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> {
  if (!Object.hasOwn(record, name)) return record;
  const { [name]: _, ...rest } = record;
  return rest;
}

/** What holds for a worker in all runs: their qualifications, and whether they are blocked. */
export const machine = setup({
  types: {} as { context: Context; events: WorkerFact },
  actions: {
    grant: assign(({ event, context }) => {
      if (event.type !== 'worker.qualification-granted') return {};
      const { qualificationId, value, verdictId, note } = event.data;
      const others = without(context.notes, qualificationId);
      return {
        ...changed(context, qualificationId, verdictId),
        notes: note ? { ...others, [qualificationId]: note } : others,
        values: { ...context.values, [qualificationId]: value },
      };
    }),
    revoke: assign(({ event, context }) => {
      if (event.type !== 'worker.qualification-revoked') return {};
      const { qualificationId, verdictId } = event.data;
      return {
        ...changed(context, qualificationId, verdictId),
        values: without(context.values, qualificationId),
        notes: without(context.notes, qualificationId),
      };
    }),
    noteBlock: assign(({ event, context }) => {
      if (event.type !== 'worker.blocked') return {};
      const { reason, verdictId } = event.data;
      if (!verdictId) return { reason, last: without(context.last, theBlock) };
      const change: Change = { ...changeOf(context, verdictId), blocked: true };
      return {
        reason,
        last: { ...context.last, [theBlock]: verdictId },
        verdicts: { ...context.verdicts, [verdictId]: change },
      };
    }),
    forgetBlock: assign(({ context: { last, verdicts } }) => ({
      reason: '',
      last: without(last, theBlock),
      verdicts: withoutStanding(verdicts, ['block']),
    })),
    noteFollowed: assign(({ event, context }) => {
      if (event.type !== 'worker.verdict-followed') return {};
      const { verdictId, refused, standing } = event.data;
      const change: Change = { ...changeOf(context, verdictId), refused, ...(standing ? { standing } : {}) };
      return { verdicts: { ...context.verdicts, [verdictId]: change } };
    }),
    noteUndone: assign(({ event, context }) => {
      if (event.type !== 'worker.verdict-undone') return {};
      const { verdictId, kept: undone } = event.data;
      const { refused = [] } = changeOf(context, verdictId);
      const { verdicts, last } = handedOn(context, verdictId);
      return { last, verdicts: { ...verdicts, [verdictId]: { values: {}, refused, undone } } };
    }),
  },
}).createMachine({
  id: 'worker',
  context: { values: {}, notes: {}, reason: '', verdicts: {}, last: {} },
  initial: 'free',
  states: {
    free: { on: { ...granting, 'worker.blocked': { target: 'blocked', actions: 'noteBlock' } } },
    blocked: { on: { ...granting, 'worker.unblocked': { target: 'free', actions: 'forgetBlock' } } },
  },
});

/** A worker as a fold over its facts. */
export const worker = actorOf(machine);
export type Worker = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** Grants or revokes a qualification, blocks or unblocks a worker. `isNamed` is for a worker who was given by name, and may come later. */
export type WorkerCommand = { workerId: WorkerId; isNamed?: boolean } & (
  | { type: 'worker.grant'; qualificationId: QualificationId; value: number; unitId?: UnitId; note?: string }
  | { type: 'worker.revoke'; qualificationId: QualificationId; unitId?: UnitId; note?: string }
  | { type: 'worker.block'; reason: string; unitId?: UnitId }
  | { type: 'worker.unblock'; note?: string }
);

/** The newest value of a qualification for a worker, and the unit it follows from. */
export type NewGrant = { workerId: WorkerId; qualificationId: QualificationId; value: number; unitId?: UnitId };
/** Grants several at once, each worker and qualification once; what was retired meanwhile is left out, as it never can be granted. */
export type GrantAllCommand = { type: 'workers.grant'; grants: readonly NewGrant[] };

/** Returns an empty list when nothing changes. */
export function decide(command: WorkerCommand & { verdictId?: VerdictId }, worker: Worker): WorkerFact[] {
  const { workerId } = command;
  const { values, notes, reason } = worker.context;
  switch (command.type) {
    case 'worker.grant': {
      const { qualificationId, value, note } = command;
      const isKnown = !note || note === notes[qualificationId];
      if (values[qualificationId] === value && isKnown) return [];
      return [WorkerQualificationGranted({ workerId, qualificationId, value, ...occasionOf(command) })];
    }
    case 'worker.revoke': {
      const { qualificationId } = command;
      if (values[qualificationId] === undefined) return [];
      return [WorkerQualificationRevoked({ workerId, qualificationId, ...occasionOf(command) })];
    }
    case 'worker.block': {
      if (worker.matches('free')) return [WorkerBlocked({ workerId, reason: command.reason, ...occasionOf(command) })];
      if (command.reason === reason) return [];
      throw refuse('worker/blocked', { worker: workerId, reason });
    }
    case 'worker.unblock':
      return worker.matches('blocked') ? [WorkerUnblocked({ workerId, ...occasionOf(command) })] : [];
  }
}

const occasionOf = ({ unitId, note, verdictId }: { unitId?: UnitId; note?: string; verdictId?: VerdictId }) => ({
  ...(unitId ? { unitId } : {}),
  ...(note ? { note } : {}),
  ...(verdictId ? { verdictId } : {}),
});

// ── To-dos ───────────────────────────────────────────────────────────────────

// None.
