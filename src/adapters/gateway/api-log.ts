import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../actors/refusals.ts';
import { type Replay, replayAgent, replayRun, replayUnit } from '../../actors/replay.ts';
import { fits, positionOf, toMessage } from '../../events/broadcast.ts';
import { read } from '../../events/catalog.ts';
import { type AgentId, UnitId } from '../../events/ids.ts';
import type { Log } from '../../events/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { houseRoutes } from './hosts.ts';
import { sendLines } from './ndjson.ts';

const EventsQuery = z.object({
  from: z.coerce.number().int().nonnegative().default(1),
  filter: z.string().default('facts.>'),
  follow: z.stringbool().default(false),
});
const ReplayQuery = z.object({ to: z.coerce.number().int().positive().optional() });

/** The log for people: its facts as they go out, and the life of one run, unit or agent. */
export async function logApi(app: FastifyInstance, { log, runtime }: { log: Log; runtime: Runtime }): Promise<void> {
  const followers = new Set<AbortController>();
  // Whoever follows would follow for ever: a house that closes lets them go first.
  app.addHook('preClose', async () => {
    for (const follower of followers) follower.abort();
  });

  app.get(`${houseRoutes}/api/events`, (request, reply) => {
    const { from, filter, follow } = EventsQuery.parse(request.query);
    const gone = new AbortController();
    followers.add(gone);
    reply.raw.on('close', () => {
      followers.delete(gone);
      gone.abort();
    });
    return sendLines(reply, events(log, { from, filter, follow }, gone.signal));
  });

  app.get<{ Params: { id: string } }>(`${houseRoutes}/api/replay/:id`, (request, reply) => {
    const { to } = ReplayQuery.parse(request.query);
    const { run, replay } = replayOf(runtime, request.params.id);
    return sendLines(reply, frames(log, run, replay, to));
  });
}

type Wanted = z.infer<typeof EventsQuery>;

async function* events(log: Log, { from, filter, follow }: Wanted, signal: AbortSignal): AsyncGenerator<unknown> {
  const head = await log.head();
  if (!follow && head < from) return;
  for await (const { sequence, run, json } of log.follow(Math.max(from - 1, 0), signal)) {
    for (const [place, line] of json.entries()) {
      const { subject, body } = toMessage(line, run, positionOf(sequence, place));
      if (fits(filter, subject)) yield JSON.parse(body);
    }
    if (!follow && sequence >= head) return;
  }
}

async function* frames(log: Log, run: string, replay: Replay, to = Number.POSITIVE_INFINITY): AsyncGenerator<unknown> {
  for await (const { sequence, facts } of log.read(run)) {
    if (sequence > to) return;
    for (const [place, recorded] of facts.entries()) {
      const fact = read(recorded);
      const frame = replay(fact);
      if (frame) yield { position: positionOf(sequence, place), at: fact.at, by: fact.by, type: fact.type, ...frame };
    }
  }
}

/** The run an id belongs to, and the actor it names there: a run, a unit or an agent. */
function replayOf(runtime: Runtime, id: string): { run: string; replay: Replay } {
  const unitId = UnitId.safeParse(id).data;
  if (unitId) {
    const run = id.split('.')[0] ?? '';
    runtime.run(run);
    return { run, replay: replayUnit(unitId) };
  }
  const agentId = id as AgentId;
  const home = runtime.runs().find(({ mailbox }) => mailbox.run.agents.get(agentId));
  if (home) return { run: home.runId, replay: replayAgent(agentId) };
  if (runtime.runs().some(({ runId }) => runId === id)) return { run: id, replay: replayRun() };
  throw refuse('replay/unknown', { id });
}
