import type { FastifyInstance } from 'fastify';
import {
  type Frame,
  type Replay,
  replayAgent,
  replayQualification,
  replayRun,
  replayUnit,
  replayWorker,
} from '../../../actors/replay.ts';
import * as api from '../../../api/log.ts';
import { fits, isFilter, positionOf, toMessage } from '../../../events/broadcast.ts';
import { type Fact, type RecordedFact, read } from '../../../events/catalog.ts';
import { type Log, WORKSPACE } from '../../../events/log.ts';
import { type FactIds, openFactIds } from '../../../projections/timeline/timeline.ts';
import { openCommentTexts } from '../../../projections/units/comments.ts';
import type { Located, RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { detailsOf, type FactFilter, hasText, isInTime, isOfKind, whyOf } from '../../../runtime/timeline/why.ts';
import { sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { located, withWorker } from '../http/worker-of.ts';

type Settings = { log: Log; calls: RuntimeCalls; readModel: Pick<ReadModel, 'db'> };

/** The log: its facts as they are published, and the history of one run, unit or agent. */
export async function logApi(app: FastifyInstance, { log, calls, readModel }: Settings): Promise<void> {
  const followers = new Set<AbortController>();
  // Followers never end by themselves, and would keep the daemon from closing.
  app.addHook('preClose', async () => {
    for (const follower of followers) follower.abort();
  });

  serve(app, api.events, ({ query: { from, filter, follow }, reply }) => {
    if (!isFilter(filter)) throw refuse('request/bad-filter', { filter: filter.slice(0, 200) });
    const gone = new AbortController();
    followers.add(gone);
    reply.raw.on('close', () => {
      followers.delete(gone);
      gone.abort();
    });
    return sendLines(reply, events(log, { from, filter, follow }, gone.signal));
  });

  serve(app, api.replay, async ({ params: { id }, query, reply, request }) => {
    const { to, kind: kinds, ...filter } = withWorker({ readModel, request }, query);
    const about = await located({ readModel, request }, calls, id);
    if (!about) throw refuse('replay/unknown', { id });
    const { facts, replay } = replayOf(about, log);
    const read = { idsOf: openFactIds(readModel.db), textNow: openCommentTexts(readModel.db) };
    return sendLines(reply, frames(facts, replay, { to, kinds, ...filter, ...read }));
  });
}

type Query = { from: number; filter: string; follow: boolean };

async function* events(log: Log, { from, filter, follow }: Query, signal: AbortSignal): AsyncGenerator<unknown> {
  const head = await log.head();
  const after = Math.max(from - 1, 0);
  for await (const { sequence, run, json } of follow ? log.follow(after, signal) : log.between(after, head)) {
    for (const [place, line] of json.entries()) {
      const { subject, body } = toMessage(line, run, positionOf(sequence, place));
      if (fits(filter, subject)) yield JSON.parse(body);
    }
  }
}

/** A fact with its position in the log. */
type Placed = { sequence: number; position: string; recorded: RecordedFact };

type Wanted = FactFilter & {
  to?: number;
  idsOf: (data: unknown) => FactIds;
  textNow: (commentId: string) => string | null;
};

async function* frames(placed: AsyncIterable<Placed>, replay: Replay, wanted: Wanted) {
  const { to = Number.POSITIVE_INFINITY } = wanted;
  for await (const { sequence, position, recorded } of placed) {
    if (sequence > to) return;
    const { fact, frame } = frameOf(replay, recorded, position);
    if (!frame || !isWanted(fact, wanted)) continue;
    const { at, by, type } = fact;
    yield { position, at, by, type, why: whyOf(fact, wanted.textNow), ...frame };
  }
}

/** Whether a fact passes the filters; the state after it counts the others, too. */
function isWanted(fact: Fact, wanted: Wanted): boolean {
  const { kinds, worker, unit, text, idsOf, textNow } = wanted;
  const { type, by, at } = fact;
  if (!isOfKind(type, kinds) || !isInTime(at, wanted)) return false;
  if (worker !== undefined || unit !== undefined) {
    const ids = idsOf(fact.data);
    if ((worker !== undefined && ids.worker !== worker) || (unit !== undefined && ids.unit !== unit)) return false;
  }
  return text === undefined || hasText({ type, by, why: whyOf(fact, textNow), details: detailsOf(fact) }, text);
}

/** The fact in its present shape and the state after it; throws `replay/unreadable` at the first that this version cannot read. */
function frameOf(replay: Replay, recorded: RecordedFact, position: string): { fact: Fact; frame?: Frame } {
  try {
    const fact = read(recorded);
    return { fact, frame: replay(fact) };
  } catch (error) {
    throw refuse('replay/unreadable', { position, type: recorded.type, reason: (error as Error).message });
  }
}

/** The facts of one run, or of the workspace. */
async function* factsOf(log: Log, run: string): AsyncGenerator<Placed> {
  for await (const { sequence, facts } of log.read(run)) {
    for (const [place, recorded] of facts.entries())
      yield { sequence, position: positionOf(sequence, place), recorded };
  }
}

/** All facts that contain an id; other lines are not parsed. */
async function* factsNaming(log: Log, id: string): AsyncGenerator<Placed> {
  for await (const commit of log.between(0, await log.head())) {
    const { sequence, json } = commit;
    for (const [place, line] of json.entries()) {
      const recorded = line.includes(id) ? commit.facts[place] : undefined;
      if (recorded) yield { sequence, position: positionOf(sequence, place), recorded };
    }
  }
}

/** The facts that may concern the actor of an id, and a replay of that actor. */
function replayOf(located: Located, log: Log): { facts: AsyncIterable<Placed>; replay: Replay } {
  switch (located.kind) {
    case 'unit':
      return { facts: factsOf(log, located.run), replay: replayUnit(located.unitId) };
    case 'agent':
      return { facts: factsOf(log, located.run), replay: replayAgent(located.agentId) };
    case 'run':
      return { facts: factsOf(log, located.run), replay: replayRun() };
    case 'worker':
      return { facts: factsNaming(log, located.workerId), replay: replayWorker(located.workerId) };
    case 'qualification':
      return { facts: factsOf(log, WORKSPACE), replay: replayQualification(located.qualificationId) };
  }
}
