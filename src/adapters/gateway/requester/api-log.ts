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
import { fits, positionOf, toMessage } from '../../../events/broadcast.ts';
import { type RecordedFact, read } from '../../../events/catalog.ts';
import { type AgentId, type QualificationId, UnitId, type WorkerId } from '../../../events/ids.ts';
import { ABOVE_RUNS, type Log } from '../../../events/log.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

/** The log for people: its facts as they go out, and the life of one run, unit or agent. */
export async function logApi(app: FastifyInstance, { log, runtime }: { log: Log; runtime: Runtime }): Promise<void> {
  const followers = new Set<AbortController>();
  // A follower would follow for ever: a daemon that closes ends these streams first.
  app.addHook('preClose', async () => {
    for (const follower of followers) follower.abort();
  });

  serve(app, api.events, ({ query: { from, filter, follow }, reply }) => {
    const gone = new AbortController();
    followers.add(gone);
    reply.raw.on('close', () => {
      followers.delete(gone);
      gone.abort();
    });
    return sendLines(reply, events(log, { from, filter, follow }, gone.signal));
  });

  serve(app, api.replay, ({ params, query, reply }) => {
    const { facts, replay } = replayOf(runtime, log, params.id);
    return sendLines(reply, frames(facts, replay, query.to));
  });
}

type Range = { from: number; filter: string; follow: boolean };

async function* events(log: Log, { from, filter, follow }: Range, signal: AbortSignal): AsyncGenerator<unknown> {
  const head = await log.head();
  const after = Math.max(from - 1, 0);
  for await (const { sequence, run, json } of follow ? log.follow(after, signal) : log.between(after, head)) {
    for (const [place, line] of json.entries()) {
      const { subject, body } = toMessage(line, run, positionOf(sequence, place));
      if (fits(filter, subject)) yield JSON.parse(body);
    }
  }
}

/** A fact with its place in the log. */
type PlacedFact = { sequence: number; position: string; recorded: RecordedFact };

async function* frames(facts: AsyncIterable<PlacedFact>, replay: Replay, to = Number.POSITIVE_INFINITY) {
  for await (const { sequence, position, recorded } of facts) {
    if (sequence > to) return;
    const { at, by, type } = recorded;
    const frame = frameOf(replay, recorded, position);
    if (frame) yield { position, at, by, type, ...frame };
  }
}

/** The state after a fact; throws `replay/unreadable` at the first fact that this version cannot read. */
function frameOf(replay: Replay, recorded: RecordedFact, position: string): Frame | undefined {
  try {
    return replay(read(recorded));
  } catch (error) {
    throw refuse('replay/unreadable', { position, type: recorded.type, reason: (error as Error).message });
  }
}

/** The facts of one run, or of those above runs. */
async function* factsOf(log: Log, run: string): AsyncGenerator<PlacedFact> {
  for await (const { sequence, facts } of log.read(run)) {
    for (const [place, recorded] of facts.entries())
      yield { sequence, position: positionOf(sequence, place), recorded };
  }
}

/** All facts there are now that name someone, wherever they are; lines that do not are not even parsed. */
async function* factsNaming(log: Log, id: string): AsyncGenerator<PlacedFact> {
  for await (const commit of log.between(0, await log.head())) {
    const { sequence, json } = commit;
    for (const [place, line] of json.entries()) {
      const recorded = line.includes(id) ? commit.facts[place] : undefined;
      if (recorded) yield { sequence, position: positionOf(sequence, place), recorded };
    }
  }
}

/** The facts that may name an id, and the actor it names there: a run, a unit, an agent, a worker or a qualification. */
function replayOf(runtime: Runtime, log: Log, id: string): { facts: AsyncIterable<PlacedFact>; replay: Replay } {
  const isQuarantined = (run: string) => runtime.quarantined().some((one) => one.run === run);
  const unitId = UnitId.safeParse(id).data;
  if (unitId) {
    const run = id.split('.')[0] ?? '';
    if (!isQuarantined(run)) runtime.run(run);
    return { facts: factsOf(log, run), replay: replayUnit(unitId) };
  }
  const agentId = id as AgentId;
  const home = runtime.runs().find(({ mailbox }) => mailbox.run.agents.get(agentId));
  if (home) return { facts: factsOf(log, home.runId), replay: replayAgent(agentId) };
  if (isQuarantined(id) || runtime.runs().some(({ runId }) => runId === id))
    return { facts: factsOf(log, id), replay: replayRun() };
  const workerId = id as WorkerId;
  if (runtime.hasWorked(workerId)) return { facts: factsNaming(log, id), replay: replayWorker(workerId) };
  const qualificationId = id as QualificationId;
  if (runtime.workspace.mailbox.state.qualifications.get(qualificationId))
    return { facts: factsOf(log, ABOVE_RUNS), replay: replayQualification(qualificationId) };
  throw refuse('replay/unknown', { id });
}
