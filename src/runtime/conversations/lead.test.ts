import { describe, expect, it } from 'vitest';
import { evolve } from '../../actors/evolve-run.ts';
import { Refusal } from '../../actors/refusal.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import { runDecider } from '../../actors/run-mailbox.ts';
import { runAfter } from '../../actors/specify.ts';
import type { AnyNewFact, Fact } from '../../events/catalog.ts';
import {
  ConversationBegan,
  ConversationEnded,
  ConversationJoined,
  ConversationMemberAway,
  ConversationMemberBack,
  ConversationSaid,
  ConversationStepDone,
} from '../../events/conversation.ts';
import { ada, begun, expired, file, holder, noon, sky, sky1, took } from '../../events/fixtures.ts';
import type { OpenRun } from '../open-run.ts';
import type {
  ConversationActivation,
  ConversationEvent,
  ConversationProgress,
  ConversationStep,
} from '../ports/conversation-code.ts';
import { notStarted } from '../ports/task-functions.ts';
import { type LeadSettings, openLeader } from './lead.ts';
import { type RecordedStep, recordedStep } from './record.ts';

const seats = { seats: 2, minimum: 1, waitSeconds: 300, afterWaiting: 'go_on', confirmSeconds: 0 } as const;
const conversation = { ...seats, dropout: 'end', dropoutSeconds: 60, turnSeconds: 120, settleSeconds: 90 } as const;
const talk = [
  ...begun({ conversation }),
  ...took(ada),
  ConversationJoined({ assignmentId: sky, ...holder(ada), seat: 0, waitUntil: noon }),
  ConversationBegan({
    assignmentId: sky,
    members: [{ agentId: ada.agentId, seat: 0, name: 'Ada' }],
    bots: [{ seat: 1, name: 'Robo' }],
  }),
  expired(sky1),
];
const said = (text: string, number: number) =>
  ConversationSaid({ assignmentId: sky, number, by: 'member', agentId: ada.agentId, message: { text } });

type Code = (takes: ConversationActivation, nth: number) => ConversationProgress;

/** A conversation that goes on after these facts, led by this code; `ask` may fail where the log would. */
function led(
  facts: readonly AnyNewFact[],
  code: Code,
  settings: Partial<LeadSettings> = {},
  failing = (_: number) => false,
) {
  const state = runAfter();
  const stored: AnyNewFact[] = [];
  const record: RecordedStep[] = [];
  const [pauses, reports, calls]: [number[], string[], ConversationActivation[]] = [[], [], []];
  let asked = 0;
  const put = (fact: AnyNewFact): RecordedStep[] => {
    evolve(state, fact);
    stored.push(fact);
    const step = recordedStep({ ...fact, at: noon } as unknown as Fact, stored.length);
    if (step) record.push(step);
    return step ? [step] : [];
  };
  for (const fact of facts) put(fact);
  const run = {
    runId: 'run-1',
    mailbox: {
      run: state,
      async ask(command: RunCommand) {
        if (failing(asked++)) throw new Error('the log is not there');
        const decided = runDecider.decide(command, state);
        leader.note(run, sky, decided.flatMap(put));
      },
    },
  } as unknown as OpenRun;
  const functions = {
    names: new Set(['conversation' as const]),
    call: async (_: string, takes: ConversationActivation) => {
      calls.push(takes);
      return code(takes, calls.length - 1);
    },
  };
  const leader = openLeader({
    runtime: { functionsOf: async () => functions as never },
    files: { hold: () => ({ end: () => undefined }) } as never,
    recordOf: async () => [...record],
    workerOf: async () => ({ id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: {} }),
    itemOf: async () => ({}),
    nowMs: () => Date.parse(noon),
    report: (_, error) => void reports.push((error as Error).message),
    wait: async (ms) => void pauses.push(ms),
    ...settings,
  });
  return {
    ...{ stored, pauses, reports, calls },
    hear: (...more: AnyNewFact[]) => leader.note(run, sky, more.flatMap(put)),
    goOn: () => leader.goOn(run, sky),
    close: () => leader.close(),
    facts: () => stored.slice(facts.length),
    ended: () => stored.find((fact) => fact.type === 'conversation.ended')?.data as { reason: string; note?: string },
  };
}

const open = (steps: ConversationStep[] = []): ConversationProgress => ({ steps, open: true });
const done: ConversationProgress = { steps: [], open: false, ended: { data: 7 } };
const refusal = (code: string, cause?: string) => new Refusal(code, 400, `It is ${code}.`, { cause });
const failed = (code: string, cause?: string) => {
  throw refusal(code, cause);
};
/** What the code knows after these activations, put together as a host does that may have forgotten. */
const heard = (calls: readonly ConversationActivation[]) =>
  calls.reduce<ConversationEvent[]>((all, { from, events }) => [...all.slice(0, from), ...events], []);

describe('the code of a conversation', () => {
  it('hears the record in order, and ends the conversation', async () => {
    const one = led([...talk, said('a', 1)], ({ events }) =>
      events.some((it) => 'text' in it && it.text === 'b') ? done : open(),
    );
    one.goOn();
    await expect.poll(() => one.calls.length).toBe(1);
    one.hear(said('b', 2));
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(heard(one.calls).map(({ type }) => type)).toEqual(expect.arrayContaining(['began', 'said', 'said']));
    expect(one.reports).toEqual([]);
  });

  it('hears a long record in parts, in order, and computes nothing before the last', async () => {
    const words = Array.from({ length: 1300 }, (_, nth) => said(`word ${nth}`, nth + 1));
    const one = led([...talk, ...words], ({ more }) => (more ? open() : done));
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    const texts = heard(one.calls).flatMap((event) => (event.type === 'said' ? [event.text] : []));
    expect(texts).toEqual(words.map((_, nth) => `word ${nth}`));
    expect(one.calls.slice(0, 3).map(({ more }) => more)).toEqual([true, true, undefined]);
  });

  it('is neither reported nor tried again when it fails since everything ends', async () => {
    const one = led(talk, () => {
      one.close();
      return failed('task/closed') as never;
    });
    one.goOn();
    await expect.poll(() => one.calls.length).toBe(1);
    await new Promise(setImmediate);
    expect([one.reports, one.pauses, one.facts()]).toEqual([[], [], []]);
  });

  it('hears nothing of the waiting room, also from the record', async () => {
    const [joined, ...rest] = [talk.slice(0, -2), ...talk.slice(-2)] as [AnyNewFact[], AnyNewFact, AnyNewFact];
    const gone = [
      ConversationMemberAway({ assignmentId: sky, agentId: ada.agentId, until: noon }),
      ConversationMemberBack({ assignmentId: sky, agentId: ada.agentId }),
    ];
    const one = led([...joined, ...gone, ...rest, said('a', 1)], () => done);
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.calls[0]!.events.map(({ type }) => type)).toEqual(['began', 'said']);
  });

  it('gets the whole record once it has forgotten it', async () => {
    const one = led(talk, ({ from, events }, nth) => {
      if (nth === 1) return { unknown: true };
      return from === 0 && events.length > 1 ? done : open();
    });
    one.goOn();
    await expect.poll(() => one.calls.length).toBe(1);
    one.hear(said('b', 1));
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.calls.map(({ from }) => from === 0).slice(0, 3)).toEqual([true, false, true]);
    expect(one.pauses).toEqual([]);
  });
});

describe('a fault of the code', () => {
  it.each(['task/code-failed', 'task/not-answering', 'task/call-too-large'])(
    'ends the conversation with its sentence after a few attempts: %s',
    async (code) => {
      const one = led(talk, () => failed(code));
      one.goOn();
      await expect.poll(() => one.ended()).toMatchObject({ reason: 'code-failed', note: `It is ${code}.` });
      expect(one.calls).toHaveLength(3);
      expect(one.pauses).toEqual([200, 400]);
    },
  );

  it.each([
    ['a message', { message: undefined, messageFile: file }, ConversationSaid],
    ['a result', { resultFile: file }, ConversationStepDone],
  ])('is also %s whose file is lost, which is the reason of the end', async (_, value, fact) => {
    const lost = { assignmentId: sky, number: 1, by: 'member', agentId: ada.agentId, step: 0, ...value };
    const wait = () => new Promise((resolve) => setTimeout(resolve, 1));
    const files = { get: async () => undefined } as never;
    const one = led([...talk, fact(lost as never)], () => done, { files, wait });
    one.goOn();
    const note = expect.stringContaining(`The file ${file.hash}`);
    await expect.poll(() => one.ended()).toMatchObject({ reason: 'code-failed', note });
    expect(one.calls).toEqual([]);
    expect(one.reports).toHaveLength(3);
  });

  it('is followed by the end, which a room that still works hears', async () => {
    const one = led(talk, (_, nth) => (nth === 0 ? open() : failed('task/not-answering')));
    one.goOn();
    await expect.poll(() => one.calls.length).toBe(1);
    one.hear(said('Hello', 1));
    await expect.poll(() => one.calls).toHaveLength(5);
    expect(one.calls[4]).toMatchObject({ from: one.calls[1]?.from, events: [{ type: 'ended' }] });
  });

  it('is forgotten when the code goes on', async () => {
    const one = led(talk, (_, nth) =>
      nth % 3 === 2
        ? open([{ step: (nth - 2) / 3, say: { text: 'x' } }])
        : nth > 12
          ? done
          : failed('task/code-failed'),
    );
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.reports.length).toBeGreaterThan(3);
  });

  it('is a step far ahead of the others', async () => {
    const one = led(talk, () => open([{ step: 5000, say: { text: 'x' } }]));
    one.goOn();
    await expect
      .poll(() => one.ended())
      .toMatchObject({ reason: 'code-failed', note: expect.stringContaining('step 5000') });
  });

  it('is to know nothing of what it was given', async () => {
    const one = led(talk, () => ({ unknown: true }));
    one.goOn();
    await expect.poll(() => one.ended()?.note).toContain('says that a conversation is unknown');
    const long = led([...talk, ...Array.from({ length: 600 }, (_, nth) => said('x', nth + 1))], ({ from }) =>
      from === 0 ? open() : { unknown: true },
    );
    long.goOn();
    await expect.poll(() => long.ended()?.note).toContain('says that a conversation is unknown');
  });
});

describe('a fault that is not of the code', () => {
  it.each([
    ['a process that does not start', () => failed('task/not-answering', notStarted)],
    ['a bus that is closed', () => failed('task/closed')],
    [
      'anything else',
      () => {
        throw new Error('late');
      },
    ],
  ])('is tried until it is over, with growing pauses: %s', async (_, fail) => {
    const one = led(talk, (_, nth) => (nth < 9 ? fail() : done));
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.pauses).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  });

  it('is a log that cannot record what the code did', async () => {
    const one = led(
      talk,
      ({ events }) => (events.some(({ type }) => type === 'said') ? done : open([{ step: 0, say: { text: 'x' } }])),
      {},
      (nth) => nth < 5,
    );
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.pauses).toHaveLength(5);
    expect(one.facts().filter(({ type }) => type === 'conversation.said')).toHaveLength(1);
  });
});

describe('what the code does', () => {
  it.each<[string, ConversationStep]>([
    ['says something to', { step: 0, say: { text: 'x', to: [ada.agentId, 'nobody'] } }],
    ['asks', { step: 0, turn: { member: 'nobody' } }],
  ])('fails if it %s somebody who was never there', async (_, step) => {
    const one = led(talk, ({ events }) => (events.some(({ type }) => type === 'done') ? done : open([step])));
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    const reason = 'nobody in this conversation has the id "nobody"';
    expect(heard(one.calls)).toContainEqual({ type: 'done', at: noon, step: 0, failed: reason });
    expect(one.facts().filter(({ type }) => type === 'conversation.said')).toEqual([]);
  });

  it('may be for members and bots', async () => {
    const step = { step: 0, say: { text: 'x', to: [ada.agentId, 'bot:1'], as: 1 } };
    const one = led(talk, ({ events }) => (events.some(({ type }) => type === 'said') ? done : open([step])));
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.facts()[0]?.data).toMatchObject({ by: 'bot', seat: 1, to: [ada.agentId] });
  });

  it.each<[string, ConversationStep, string]>([
    ['fails as the bot of a seat without one', { step: 0, say: { text: 'x', as: 7 } }, '"bot:7"'],
  ])('%s', async (_, step, id) => {
    const one = led(talk, ({ events }) => (events.some(({ type }) => type === 'done') ? done : open([step])));
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('done');
    expect(one.facts()[0]?.data).toMatchObject({ failed: expect.stringContaining(id) });
  });

  it.each([
    ['steps', { steps: 20, bytes: 1e9 }, 'did more than 20 steps'],
    ['bytes', { steps: 1e9, bytes: 500 }, 'said and computed more than 500 bytes'],
  ])('ends the conversation as failed after too many %s', async (_, limits, sentence) => {
    let step = -1;
    const one = led(talk, () => open([{ step: ++step, say: { text: 'words without an end' } }]), { limits });
    one.goOn();
    await expect
      .poll(() => one.ended())
      .toMatchObject({ reason: 'code-failed', note: expect.stringContaining(sentence) });
    const count = one.facts().filter(({ type }) => type === 'conversation.said').length;
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThanOrEqual(20);
    expect(one.reports).toEqual([]);
  });

  it('counts what was recorded before a restart', async () => {
    const before = Array.from({ length: 20 }, (_, step) =>
      ConversationSaid({ assignmentId: sky, number: step + 1, by: 'task', step, message: { text: 'x'.repeat(100) } }),
    );
    const code: Code = () => open([{ step: 20, say: { text: 'more' } }]);
    const one = led([...talk, ...before], code, { limits: { steps: 1000, bytes: 2000 } });
    one.goOn();
    await expect.poll(() => one.ended()?.reason).toBe('code-failed');
    expect(one.facts()[0]?.type).toBe('conversation.ended');
  });

  it('is not asked for after an end by others', async () => {
    const settleBy = noon;
    const one = led(talk, ({ events }) =>
      events.some(({ type }) => type === 'ended') ? { steps: [], open: false } : open(),
    );
    one.goOn();
    await expect.poll(() => one.calls.length).toBe(1);
    one.hear(ConversationEnded({ assignmentId: sky, reason: 'by-requester', settleBy }));
    await expect.poll(() => one.calls.length).toBe(2);
    expect(heard(one.calls).at(-1)).toEqual({ type: 'ended', at: noon, reason: 'by-requester' });
  });
});
