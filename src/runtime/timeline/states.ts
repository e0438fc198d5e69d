import { assignment } from '../../actors/assignment.ts';
import { type Frame, type Replay, replayAgent, replayUnit } from '../../actors/replay.ts';
import { stateAfterAny } from '../../actors/state-after.ts';
import { taskRun } from '../../actors/task-run.ts';
import { worker } from '../../actors/worker.ts';
import { positionOf } from '../../events/broadcast.ts';
import { type Fact, read } from '../../events/catalog.ts';
import type { AgentId, UnitId } from '../../events/ids.ts';
import type { StoredCommit } from '../../events/log.ts';
import type { Database } from '../../projections/store/database.ts';
import { type FactIds, ownLife, sequencesOf, subjectsOfUnit } from '../../projections/timeline/timeline.ts';

type Place = { position: string; run: string; ids: FactIds };
type Life = { id: string; subjects: readonly string[]; replay: () => Replay };

/** A longer life is not folded for a page. */
const maxCommits = 500;

/** The states of actors after facts; a life is folded once, and only where its history decides. */
export function openStates(db: Database, commitAt: (sequence: number) => Promise<StoredCommit | undefined>) {
  const lives = new Map<string, Promise<ReadonlyMap<string, string>>>();

  async function fold({ subjects, replay }: Life, run: string): Promise<ReadonlyMap<string, string>> {
    const states = new Map<string, string>();
    const sequences = sequencesOf(db, subjects, { newestFirst: false, limit: maxCommits + 1 });
    if (sequences.length > maxCommits) return states;
    const step = replay();
    for (const sequence of sequences) {
      const commit = await commitAt(sequence);
      if (commit?.run !== run) continue;
      for (const [place, recorded] of commit.facts.entries()) {
        const frame = frameOf(step, () => read(recorded));
        if (frame) states.set(positionOf(sequence, place), frame.state);
      }
    }
    return states;
  }

  return {
    /** The state of the fact's actor after it; null if it cannot be told. */
    async after(fact: Fact, { position, run, ids }: Place): Promise<string | null> {
      const only = stateAfterAny(fact.type);
      if (only !== undefined) return only;
      const life = lifeOf(fact.type, run, ids);
      if (!life) return null;
      const states = lives.get(life.id) ?? fold(life, run);
      lives.set(life.id, states);
      return (await states).get(position) ?? null;
    },
  };
}

/** A history with losses may have facts that do not fit, after which nothing is known. */
function frameOf(replay: Replay, fact: () => Fact): Frame | undefined {
  try {
    return replay(fact());
  } catch {
    return undefined;
  }
}

type Kind = typeof assignment | typeof taskRun | typeof worker;

/** Folds the facts that concern one actor of a kind. */
const replayOf =
  (kind: Kind, concerns: (fact: Fact) => boolean): (() => Replay) =>
  () => {
    let resting = kind.rest(kind.initial as never) as never;
    return (fact) => {
      if (!kind.expects.has(fact.type) || !concerns(fact)) return undefined;
      resting = kind.step(resting, fact) as never;
      return { state: (resting as { state: string }).state, summary: '' };
    };
  };

/** The life that has a fact of this type, and where its facts are. */
function lifeOf(type: string, run: string, { unit, worker: who, agent, assignment: item }: FactIds): Life | undefined {
  switch (type.slice(0, type.indexOf('.'))) {
    case 'unit':
      return unit ? { id: unit, subjects: subjectsOfUnit(unit), replay: () => replayUnit(unit as UnitId) } : undefined;
    case 'agent':
      return unit && agent ? { id: agent, subjects: [unit], replay: () => replayAgent(agent as AgentId) } : undefined;
    case 'assignment':
      return item
        ? {
            id: item,
            subjects: [item, ownLife(run)],
            replay: replayOf(assignment, ({ data }) => !('assignmentId' in data) || data.assignmentId === item),
          }
        : undefined;
    case 'task-run':
      return { id: run, subjects: [ownLife(run)], replay: replayOf(taskRun, () => true) };
    case 'worker':
      return who
        ? {
            id: who,
            subjects: [ownLife(who)],
            replay: replayOf(worker, ({ data }) => 'workerId' in data && data.workerId === who),
          }
        : undefined;
    default:
      return undefined;
  }
}
