import { expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { type ConversationFact, conversationFacts, LeavingReason } from '../events/conversation.ts';
import type { ConversationSettings } from '../events/conversation-settings.ts';
import { created, dataEnded, launched, noon, opened, runId } from '../events/fixtures.ts';
import { type AgentId, type AssignmentId, assignmentIdOf, partsOf, type WorkerId } from '../events/ids.ts';
import { conversationAt, later } from './conversation-at.ts';
import { evolve } from './evolve-run.ts';
import { Refusal } from './refusal.ts';
import { newRun, type Run } from './run.ts';
import { decide, type RunCommand, react } from './run-decide.ts';
import { todo } from './run-todo.ts';

/** A generator of numbers from 0 to less than 1 (mulberry32): the same seed gives the same story. */
function randomOf(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What decides afterwards, as plain data. */
const plain = ({ conversations, freeUnits, tally, inWork, units, agents, settledWhole, settled }: Run) =>
  structuredClone({
    states: new Map(conversations.states.entries()),
    rooms: [conversations.waiting, conversations.vacant],
    met: conversations.met,
    excused: conversations.excused,
    free: { ...freeUnits, inOrder: undefined },
    others: [tally, inWork, settled, settledWhole, new Map(units.entries()), new Map(agents.entries())],
  });

type Story = { run: Run; log: AnyNewFact[]; times: string[]; now: string };

function take({ run, log, times, now }: Story, facts: readonly AnyNewFact[]): void {
  for (const fact of facts) {
    evolve(run, fact);
    log.push(fact);
    times.push(now);
  }
}

function ask(story: Story, command: RunCommand): AnyNewFact[] {
  let facts: AnyNewFact[];
  try {
    facts = decide(command, story.run);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
  take(story, facts);
  if (facts.length > 0) take(story, react(story.run));
  return facts;
}

/** Everything that is due by now is carried out, in the order of its time, as a runtime would. */
function passTime(story: Story, until: string): void {
  for (;;) {
    const due = todo(story.run).filter(
      (wait) => (wait.do === 'advance-conversation' || wait.do === 'time-out') && (wait.due ?? '') <= until,
    );
    const first = due.sort((a, b) => ((a.due ?? '') < (b.due ?? '') ? -1 : 1))[0];
    if (!first) break;
    if ((first.due ?? '') > story.now) story.now = first.due ?? story.now;
    const id = first.key.split('/')[0] ?? '';
    const led =
      first.do === 'time-out'
        ? ask(story, { type: 'unit.time-out', unitId: id as never, now: story.now })
        : ask(story, { type: 'conversation.advance', assignmentId: id as AssignmentId, now: story.now });
    expect(led, `${first.do} ${first.key}`).not.toEqual([]);
  }
  story.now = until;
}

/** What may happen at some moment: a random number, the run, and the page and conversation that it happens to. */
type Moment = { random: () => number; story: Story; nth: number; people: number; agentId: AgentId; agents: AgentId[] };

const any = <One>(random: () => number, list: readonly One[]): One => list[Math.floor(random() * list.length)]!;

function arrive({ story, nth, people, random, agents }: Moment): void {
  const agentId = `agent-${nth}` as AgentId;
  const workerId = `worker-${Math.floor(random() * people)}` as WorkerId;
  const who = { agentId, workerId, provider: 'p', worker: workerId, registration: `page-${nth}` };
  const language = any(random, ['de', 'de-AT', 'en', '']);
  ask(story, { type: 'agent.connect', ...who, now: story.now, elsewhere: 0, language });
  if (story.run.agents.has(agentId)) agents.push(agentId);
}

/** All who sit with somebody are quick to say that they are still there, most of them. */
function confirm({ story, random, agentId }: Moment): void {
  const members = conversationAt(story.run, idOf(story, agentId))?.conversation.context.members ?? [];
  for (const member of members)
    if (random() < 0.9) ask(story, { type: 'conversation.confirm', agentId: member.agentId, now: story.now });
}

function goAway({ story, random, agentId }: Moment): void {
  ask(story, { type: 'conversation.note-away', agentId, now: story.now });
  if (random() < 0.6) passTime(story, later(story.now, random() * 20));
  if (random() < 0.6) ask(story, { type: 'conversation.note-back', agentId, now: story.now });
}

function say({ story, random, agentId }: Moment): void {
  const messageId = `m${Math.floor(random() * 5)}`;
  ask(story, { type: 'conversation.say', agentId, messageId, message: { text: 'hm' } });
}

function takeStep({ story, random, agentId }: Moment): void {
  const step = Math.floor(random() * 6);
  const act = { type: 'conversation.step', assignmentId: idOf(story, agentId), step, now: story.now } as const;
  const passing = random() < 0.5 ? { seconds: 5, mayPass: true } : {};
  if (random() < 0.5) ask(story, { ...act, does: 'turn', agentId, ...passing });
  else ask(story, { ...act, does: 'timer', seconds: 9 });
}

/** Time passes in which nothing is carried out, as while the server is down. */
function interrupt({ story, random }: Moment): void {
  story.now = later(story.now, random() * 200);
  for (const [id] of story.run.conversations.states.entries())
    ask(story, { type: 'conversation.resume', assignmentId: id as AssignmentId, now: story.now });
}

const idOf = ({ run }: Story, agentId: AgentId): AssignmentId =>
  assignmentIdOf(runId, partsOf(run.agents.get(agentId)!.context.unitId).index);

/** Each with how likely it is, in hundredths. */
const happenings: [number, (moment: Moment) => void][] = [
  [42, arrive],
  [14, confirm],
  [9, goAway],
  [4, ({ story, agentId }) => ask(story, { type: 'agent.return', agentId, now: story.now })],
  [11, say],
  [8, takeStep],
  [1, interrupt],
  [
    4,
    ({ story, agentId }) =>
      ask(story, { type: 'conversation.end', assignmentId: idOf(story, agentId), now: story.now, reason: 'done' }),
  ],
  [7, ({ story, agentId }) => ask(story, { type: 'agent.submit', agentId, answer: {}, now: story.now })],
];

function happeningOf(random: () => number): (moment: Moment) => void {
  let left = random() * 100;
  for (const [likely, happens] of happenings) {
    left -= likely;
    if (left < 0) return happens;
  }
  return arrive;
}

/** A run in which people come, confirm, talk, are lost and hand in at random, until nobody is left. */
function live(seed: number, conversation: ConversationSettings, items: number, reoffers: boolean): Story {
  const random = randomOf(seed);
  const story: Story = { run: newRun(), log: [], times: [], now: noon };
  const settings = { conversation, unitsPerAssignment: conversation.seats, assignmentDurationSeconds: 600 };
  const order = random() < 0.3 ? ({ unitOrder: { by: 'random', seed } } as const) : {};
  take(story, [
    opened({ ...settings, ...order, ...(reoffers ? { reofferReturnedUnits: true } : {}) }),
    ...Array.from({ length: items }, (_, index) => created(assignmentIdOf(runId, index), conversation.seats)),
    dataEnded,
    launched,
  ]);
  const people = conversation.seats * items;
  const agents: AgentId[] = [];
  const stopsAt = random() < 0.2 ? Math.floor(random() * people * 6) : -1;
  for (let nth = 0; nth < people * 6; nth++) {
    const gap = Math.floor(random() ** 3 * conversation.waitSeconds * 700);
    passTime(story, later(story.now, gap / 1000));
    if (nth === stopsAt) ask(story, { type: 'task-run.stop' });
    const agentId = any(random, agents.slice(-3 * conversation.seats));
    const happens = agentId ? happeningOf(random) : arrive;
    happens({ random, story, nth, people, agentId, agents });
  }
  passTime(story, later(story.now, 100_000));
  return story;
}

type Known = {
  settings: ConversationSettings;
  reoffers: boolean;
  run: Run;
  seated: Map<string, Map<AgentId, { seat: number; workerId: WorkerId }>>;
  been: Set<string>;
  limits: Map<AgentId, string>;
  rooms: number;
};
type Data<Type extends ConversationFact['type']> = Extract<ConversationFact, { type: Type }>['data'];

function checkJoined(known: Known, data: Data<'conversation.joined'>): void {
  const { assignmentId, agentId, seat, workerId, waitUntil } = data;
  const { settings, seated, been, limits } = known;
  const members = seated.get(assignmentId) ?? new Map();
  seated.set(assignmentId, members);
  if (members.size === 0) known.rooms++;
  const others = [...members.values()];
  expect(others.map((one) => one.seat)).not.toContain(seat);
  expect(others.map((one) => one.workerId)).not.toContain(workerId);
  if (!known.reoffers) expect(been.has(`${workerId} ${assignmentId}`)).toBe(false);
  been.add(`${workerId} ${assignmentId}`);
  members.set(agentId, { seat, workerId });
  expect(members.size).toBeLessThanOrEqual(settings.seats);
  if (waitUntil) limits.set(agentId, later(waitUntil, settings.confirmSeconds));
}

function checkBegan({ settings, seated }: Known, { assignmentId, members, bots }: Data<'conversation.began'>): void {
  expect(members.map(({ agentId }) => agentId).sort()).toEqual([...(seated.get(assignmentId)?.keys() ?? [])].sort());
  expect(members.length + bots.length).toBeLessThanOrEqual(settings.seats);
  if (settings.afterWaiting !== 'bot') expect(members.length).toBeGreaterThanOrEqual(settings.minimum);
  expect(new Set([...members, ...bots].map(({ seat }) => seat)).size).toBe(members.length + bots.length);
}

/** A wait ends by beginning or leaving, and is never longer than the limit and the time to confirm, or after an interruption than that to come back. */
function checkWait({ limits }: Known, agentId: AgentId, at: string): void {
  expect(at <= (limits.get(agentId) ?? at), `${agentId} waited until ${at}`).toBe(true);
  limits.delete(agentId);
}

function checkEnded({ run, seated }: Known, { assignmentId }: Data<'conversation.ended'>): void {
  const stayed = seated.get(assignmentId);
  for (const agentId of stayed?.keys() ?? [])
    expect(run.agents.get(agentId)?.value, `${agentId} stayed until the end of ${assignmentId}`).toBe('completed');
  stayed?.clear();
}

function checkFact(known: Known, fact: AnyNewFact, at: string): void {
  if (fact.type === 'conversation.joined') checkJoined(known, fact.data);
  if (fact.type === 'conversation.ended') checkEnded(known, fact.data);
  if (fact.type === 'conversation.resumed') {
    const latest = later(fact.data.until, known.settings.confirmSeconds);
    for (const agentId of known.seated.get(fact.data.assignmentId)?.keys() ?? []) {
      const limit = known.limits.get(agentId);
      if (limit !== undefined && limit < latest) known.limits.set(agentId, latest);
    }
  }
  if (fact.type === 'conversation.began') {
    checkBegan(known, fact.data);
    for (const { agentId } of fact.data.members) checkWait(known, agentId, at);
  }
  if (fact.type === 'conversation.member-left') {
    checkWait(known, fact.data.agentId, at);
    expect(known.seated.get(fact.data.assignmentId)?.delete(fact.data.agentId)).toBe(true);
  }
}

/** Checks the whole history of a run: who sat where, until when they waited, and what became of them; says how many rooms there were. */
function check({ run, log, times }: Story, settings: ConversationSettings, reoffers: boolean): number {
  const known = { settings, reoffers, run, seated: new Map(), been: new Set<string>(), limits: new Map(), rooms: 0 };
  for (const [nth, fact] of log.entries()) checkFact(known, fact, times[nth] ?? '');
  for (const [id, members] of known.seated) expect([id, [...members.keys()]]).toEqual([id, []]);
  expect([...known.limits.keys()]).toEqual([]);
  expect([...run.conversations.states.entries()]).toEqual([]);
  expect(run.inWork).toEqual(new Set());
  expect(run.conversations.excused).toEqual(new Set());
  expect(run.freeUnits.reserved).toEqual(new Map());
  expect(run.conversations.waiting.placed.size + run.conversations.vacant.placed.size).toBe(0);
  return known.rooms;
}

/** Seconds on an idle machine, minutes on a busy one. */
const allRoomsMs = 600_000;

it(
  'ten thousand waiting rooms never seat too many, leave nobody waiting, and settle everybody who stayed',
  () => {
    const seen = new Map<string, number>();
    let rooms = 0;
    for (let seed = 1; rooms < 10_000; seed++) {
      const random = randomOf(seed * 7919);
      const one = <One>(list: readonly One[]): One => any(random, list);
      const seats = one([1, 2, 2, 3, 5]);
      const settings: ConversationSettings = {
        seats,
        minimum: one([seats, Math.max(1, seats - 1)]),
        waitSeconds: one([30, 120]),
        afterWaiting: one(['go_on', 'pay', 'bot', 'end']),
        confirmSeconds: one([0, 20]),
        dropout: one(['wait', 'go_on', 'replace', 'end']),
        dropoutSeconds: one([5, 40]),
        turnSeconds: 30,
        settleSeconds: 60,
        ...one([
          {},
          { pairing: { by: 'language' as const, as: one(['same', 'different'] as const) } },
          { pairing: { neverMetBefore: true } },
        ]),
      };
      const reoffers = random() < 0.3;
      const story = live(seed, settings, 20, reoffers);
      rooms += check(story, settings, reoffers);
      for (const { type, data } of story.log) {
        const kind = 'reason' in data ? `${type} ${data.reason}` : type;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        const replaces = type === 'conversation.joined' && data.name !== undefined;
        if (replaces) seen.set(`${type} in another’s place`, (seen.get(`${type} in another’s place`) ?? 0) + 1);
      }
      const again = newRun();
      for (const fact of JSON.parse(JSON.stringify(story.log))) evolve(again, fact);
      expect(plain(again)).toEqual(plain(story.run));
    }
    // What was never tried would not be proved.
    const kinds = conversationFacts.map(({ type }) => type).filter((type) => !/member-left|ended|step-done/.test(type));
    const left = LeavingReason.options
      .filter((reason) => reason !== 'time-over')
      .map((r) => `conversation.member-left ${r}`);
    const replaced = ['conversation.joined in another’s place'];
    const ended = ['done', 'too-few', 'time-over', 'run-stopped'].map((reason) => `conversation.ended ${reason}`);
    for (const kind of [...kinds, ...left, ...replaced, ...ended])
      expect([kind, (seen.get(kind) ?? 0) >= 5]).toEqual([kind, true]);
  },
  allRoomsMs,
);
