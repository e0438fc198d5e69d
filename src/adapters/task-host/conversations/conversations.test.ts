import { describe, expect, it } from 'vitest';
import type { Message, Room } from '../../../client/room.ts';
import { specRoom } from './for-tests.ts';
import { roomBytes } from './rooms.ts';

const textOf = (message: Message | null) => message?.text ?? null;

describe('the code of a conversation', () => {
  it('begins when the conversation does, and ends with the data that it returns', async () => {
    const room = specRoom({
      conversation: (room) => ({ topic: room.item.topic, names: room.members.map((m) => m.name) }),
    });
    expect(await room.activate(0)).toEqual({ steps: [], open: true });
    room.begin(['ada', 'bob']);
    expect(await room.activate(0)).toEqual({
      steps: [],
      open: false,
      ended: { data: { topic: 'rain', names: ['Person 1', 'Person 2'] } },
    });
    expect(room.rooms().count()).toBe(0);
  });

  it('says something to all, to some, and as a bot', async () => {
    const room = specRoom({
      async conversation(room) {
        const [ada, bot] = room.members;
        await room.say('Hello');
        await room.say({ text: 'Your card', card: 7 }, { to: ada });
        const said = await room.say('I am a bot', { as: bot });
        return [said?.by, said?.from?.name, room.messages.map((one) => [one.number, one.text, one.data])];
      },
    });
    room.begin(['ada'], [{ seat: 1, name: 'Robo' }]);
    expect((await room.activate(0)).steps).toEqual([{ step: 0, say: { text: 'Hello' } }]);
    expect((await room.goOn()).ended?.data).toEqual([
      'bot',
      'Robo',
      [
        [1, 'Hello', {}],
        [2, 'Your card', { card: 7 }],
        [3, 'I am a bot', {}],
      ],
    ]);
    expect(room.events.filter(({ type }) => type === 'said')).toMatchObject([
      { by: 'task', text: 'Hello' },
      { by: 'task', to: ['ada'], task_data: { card: 7 } },
      { by: 'bot:1', text: 'I am a bot' },
    ]);
  });

  it('is given what people said while it was busy, in order, and by whom it asks for', async () => {
    const given: (string | null)[] = [];
    const room = specRoom({
      async conversation(room) {
        const [ada, bob] = room.members;
        await room.sleep(5);
        given.push(textOf(await room.next({ from: bob })));
        for await (const message of room) {
          given.push(message.text);
          if (message.from === ada && message.text === 'bye') return given;
        }
        return [];
      },
    });
    room.begin(['ada', 'bob']);
    await room.goOn();
    room.say('ada', 'a1');
    room.say('bob', 'b1');
    room.say('requester', 'hurry');
    room.record({ type: 'timer', step: 0 });
    await room.goOn();
    room.say('ada', 'bye');
    expect((await room.goOn()).ended?.data).toEqual(['b1', 'a1', 'hurry', 'bye']);
  });

  it('gives each of two parts that wait a message of its own', async () => {
    const room = specRoom({
      conversation: async (room) => (await Promise.all([room.next(), room.next()])).map(textOf),
    });
    room.begin(['ada']);
    room.say('ada', 'one');
    room.say('ada', 'two');
    expect((await room.goOn()).ended?.data).toEqual(['one', 'two']);
  });

  it('waits no longer than it says, and may let time and a message race', async () => {
    const room = specRoom({
      async conversation(room) {
        const first = await room.next({ seconds: 10 });
        const second = await Promise.race([room.next(), room.sleep(3).then(() => 'time')]);
        return [first, typeof second === 'string' ? second : textOf(second)];
      },
    });
    room.begin(['ada']);
    await room.goOn();
    room.record({ type: 'timer', step: 0 });
    await room.goOn();
    room.record({ type: 'timer', step: 1 });
    expect((await room.goOn()).ended?.data).toEqual([null, 'time']);
  });

  it('asks somebody, whose next message from then on is the reply', async () => {
    const form = [{ question: 'Why?', type: 'text' as const }];
    const room = specRoom({
      async conversation(room) {
        const [ada] = room.members;
        const reply = await room.ask(ada!, 'Describe it', { form, seconds: 60, mayPass: true });
        return [textOf(reply), textOf(await room.next())];
      },
    });
    room.begin(['ada']);
    const { steps } = await room.activate(0);
    room.say('ada', 'too early');
    expect(steps).toEqual([
      { step: 0, say: { text: 'Describe it', to: ['ada'] } },
      { step: 1, turn: { member: 'ada', seconds: 60, mayPass: true, form } },
    ]);
    steps.forEach(room.recordStep);
    await room.goOn();
    room.say('ada', 'it is blue');
    expect((await room.goOn()).ended?.data).toEqual(['it is blue', 'too early']);
  });

  it('asks several at once; who says nothing in time, or leaves, gives null', async () => {
    const left: string[] = [];
    const room = specRoom({
      async conversation(room) {
        room.onLeave(({ name, hasLeft }) => void left.push(`${name} ${hasLeft}`));
        const replies = await room.ask(room.members);
        return [replies.map(textOf), room.members.length, left];
      },
    });
    room.begin(['ada', 'bob', 'cyd']);
    await room.goOn();
    room.record({ type: 'turn-over', step: 1, member: 'bob' });
    room.say('ada', 'yes');
    room.record({ type: 'left', member: 'cyd', reason: 'disconnected' });
    expect((await room.goOn()).ended?.data).toEqual([['yes', null, null], 2, ['Person 3 true']]);
  });

  it('asks nobody who has left without an activation in between, so that a loop around it lets go', async () => {
    const room = specRoom({
      async conversation(room) {
        const [ada] = room.members;
        const before = textOf(await room.next({ from: ada }));
        for (let asked = 0; ; asked++) {
          await room.ask(ada!);
          await room.next({ from: ada });
          if (asked === 3) return before;
        }
      },
    });
    room.begin(['ada', 'bob']);
    room.record({ type: 'left', member: 'ada', reason: 'returned' });
    expect((await room.activate(0)).steps).toHaveLength(1);
  });

  it('knows who is here, who came, and the time and numbers at random, the same each time', async () => {
    const seen: unknown[] = [];
    const room = specRoom({
      async conversation(room) {
        room.onJoin(({ name, worker }) => void seen.push([name, worker?.id]));
        const [ada] = room.members;
        for (;;) {
          await room.next();
          seen.push([ada!.isHere, room.members.map(({ id }) => id).join(), room.now(), room.random()]);
        }
      },
    });
    room.begin(['ada']);
    room.record({ type: 'away', member: 'ada' });
    room.say('requester', 'x');
    room.record({ type: 'back', member: 'ada' });
    room.record({ type: 'left', member: 'ada', reason: 'returned' });
    room.record({
      type: 'joined',
      member: { ...room.events[0], id: 'bob', seat: 0, name: 'Bob', worker: { id: 'w' } },
    });
    room.say('bob', 'y');
    await room.activate(0);
    const first = seen.splice(0);
    const time = (at: number) => Date.parse(room.events[at]!.at);
    expect(first).toEqual([
      [false, 'ada', time(2), expect.any(Number)],
      ['Bob', 'w'],
      [false, 'bob', time(6), expect.any(Number)],
    ]);
    room.restart();
    await room.activate(0);
    expect(seen).toEqual(first);
  });

  it('computes something once; the result and an error are what was recorded', async () => {
    let computed = 0;
    const room = specRoom({
      async conversation(room) {
        const value = await room.run('model', async () => ({ reply: ++computed, none: undefined }));
        const failed = await room
          .run('bad', () => Promise.reject(new Error('no model')))
          .catch((error: Error) => error);
        return [
          value,
          failed instanceof Error && failed.message,
          (await room.run('nothing', () => undefined)) === undefined,
        ];
      },
    });
    room.begin(['ada']);
    const data = [{ reply: 1 }, 'no model', true];
    expect((await room.goOn()).ended?.data).toEqual(data);
    room.restart();
    expect((await room.activate(0)).ended?.data).toEqual(data);
    expect(computed).toBe(1);
  });

  it('computes nothing while more of the record is to come', async () => {
    let computed = 0;
    const room = specRoom({ conversation: (room) => room.run('model', () => ++computed) });
    room.begin(['ada']);
    expect(await room.activate(0, true)).toEqual({ steps: [], open: true });
    expect(computed).toBe(0);
    room.record({ type: 'done', step: 0, result: 5 });
    expect((await room.activate(1)).ended).toEqual({ data: 5 });
    expect(computed).toBe(0);
  });

  it('tells when something is computed later, and what it awaits outside of the room', async () => {
    let finish = (_: string) => {};
    const room = specRoom(
      {
        async conversation(room) {
          const value = await room.run(
            'model',
            () =>
              new Promise<string>((resolve) => {
                finish = resolve;
              }),
          );
          await new Promise((resolve) => setTimeout(resolve, 1));
          await room.say(value);
        },
      },
      { patienceMs: 5000 },
    );
    room.begin(['ada']);
    expect((await room.goOn()).steps).toEqual([]);
    finish('done');
    await expect.poll(() => room.woken).toEqual(['r']);
    await room.goOn();
    await expect.poll(() => room.woken.length).toBe(2);
    await room.goOn();
    expect(room.events.at(-1)).toMatchObject({ type: 'said', text: 'done' });
    room.restart();
    expect(await room.activate(0)).toMatchObject({ open: false, ended: {} });
  });

  it('waits for what it awaits outside of the room before a run that is recorded, too', async () => {
    const conversation = async (room: Room) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return room.run('model', () => 7);
    };
    const room = specRoom({ conversation }, { patienceMs: 60_000 });
    room.begin(['ada']);
    room.record({ type: 'done', step: 0, result: 5 });
    expect(await room.activate(0)).toEqual({ steps: [], open: false, ended: { data: 5 } });
  });

  it('ends the computing of what is not needed any more', async () => {
    let signal: AbortSignal | undefined;
    const room = specRoom({
      conversation: (room) =>
        room.run(
          'model',
          (given) =>
            new Promise(() => {
              signal = given;
            }),
        ),
    });
    room.begin(['ada']);
    await room.goOn();
    expect(signal?.aborted).toBe(false);
    room.record({ type: 'ended', reason: 'by-requester' });
    expect(await room.goOn()).toEqual({ steps: [], open: false });
    expect(signal?.aborted).toBe(true);
    expect(room.rooms().count()).toBe(0);
  });

  it('ends at once with room.end, after what it has done, and does nothing after it', async () => {
    const room = specRoom({
      async conversation(room) {
        void room.say('bye');
        await room.end({ won: true });
        await room.say('never');
      },
    });
    room.begin(['ada']);
    expect(await room.activate(0)).toEqual({
      steps: [{ step: 0, say: { text: 'bye' } }],
      open: false,
      ended: { data: { won: true } },
    });
  });

  it('has bots, which hear what is meant for them and reply when they are asked', async () => {
    const heard: string[] = [];
    const room = specRoom({
      async conversation(room) {
        const [ada, bot] = room.members;
        await room.say('to Ada', { to: ada });
        await room.say('to all');
        const reply = await room.ask(bot!, 'And you?');
        return [reply?.from === bot, textOf(reply), textOf(await room.ask(bot!))];
      },
      async bot(room, me) {
        heard.push(textOf(await room.next())!, room.messages.map(({ text }) => text).join());
        const { text } = await room.asked();
        await room.say(`${me.name} was asked: ${text}`);
      },
    });
    room.begin(['ada'], [{ seat: 1, name: 'Robo' }]);
    expect((await room.goOn()).ended?.data).toEqual([true, 'Robo was asked: And you?', null]);
    expect(heard).toEqual(['to all', 'to all']);
  });
});

describe('what is said to a bot alone', () => {
  it('is heard by it although the record names people only', async () => {
    const room = specRoom({
      conversation: (room) =>
        room
          .say('psst', { to: room.members[1]! })
          .then(() => room.next())
          .then(textOf),
      bot: async (room) => room.say(`heard ${textOf(await room.next())}`).then(() => undefined),
    });
    room.begin(['ada'], [{ seat: 1, name: 'Robo' }]);
    await room.activate(0);
    room.record({ type: 'said', by: 'task', text: 'psst', to: [], step: 0 });
    expect((await room.activate(1)).steps).toEqual([{ step: 1, say: { text: 'heard psst', as: 1 } }]);
  });
});

describe('faults of the code of a conversation', () => {
  const failure = async (conversation: (room: Room) => unknown, go = true) => {
    const room = specRoom({ conversation });
    room.begin(['ada']);
    return (go ? await room.goOn() : await room.activate(0)).failed;
  };

  it.each<[string, (room: Room) => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('too blue');
      },
      'too blue',
    ],
    [
      'throws later',
      async (room) => {
        await room.say('x');
        throw new Error('later');
      },
      'later',
    ],
    [
      'throws when somebody left',
      (room) => {
        room.onLeave(() => undefined);
        return room.say(undefined as never);
      },
      'room.say needs a text, or an object with "text"',
    ],
    ['says half of a character', (room) => room.say('\ud800'), 'in what room.say got: '],
    ['says what JSON cannot hold', (room) => room.say({ text: 'x', at: 3n }), '"task_data.at", 3 is a BigInt'],
    ['says too much', (room) => room.say('x'.repeat(1_000_001)), 'at most 1000000 can be sent'],
    [
      'says it to somebody else',
      (room) => room.say('x', { to: { ...room.members[0]! } }),
      'room.say needs members of this room',
    ],
    ['says it as a person', (room) => room.say('x', { as: room.members[0]! }), 'room.say can only speak as a bot'],
    ['asks nobody', (room) => room.ask(room.members[3]!), 'room.ask needs members of this room'],
    [
      'asks a bad form',
      (room) => room.ask(room.members, '', { form: [{ question: 'x', type: 'choices', choices: [] }] }),
      'the form of room.ask must be',
    ],
    ['waits for ever', (room) => room.sleep(Number.NaN), 'room.sleep needs a number of seconds'],
    [
      'says something in a run',
      (room) => room.run('x', () => room.say('y')),
      'room.say cannot be used inside of room.run',
    ],
    ['draws in a run', (room) => room.run('x', () => room.random()), 'room.random cannot be used inside of room.run'],
    ['returns what JSON cannot hold', () => () => 1, 'in what conversation gave: '],
  ])('end it in a sentence: it %s', async (_, conversation, fault) => {
    expect(await failure(conversation)).toContain(fault);
  });

  it('in what it computes are errors where it is awaited', async () => {
    expect(await failure((room) => room.run('big', () => 'x'.repeat(1_000_001)))).toContain('at most 1000000 are kept');
    expect(await failure((room) => room.run('odd', () => new Map()))).toContain('in what "odd" gave: ');
  });

  it('leave what it did before', async () => {
    const room = specRoom({
      conversation(room) {
        void room.say('one');
        throw new Error('no');
      },
    });
    room.begin(['ada']);
    expect(await room.activate(0)).toEqual({ steps: [{ step: 0, say: { text: 'one' } }], open: false, failed: 'no' });
  });

  it.each<[string, (room: Room, before: boolean) => unknown, string]>([
    [
      'another text',
      (room, before) => room.say(before ? 'a' : 'b'),
      'its step 0 was to say "a" as task, and now it is to say "b" as task',
    ],
    ['another act', (room, before) => (before ? room.say('a') : room.ask(room.members)), 'now it is to ask ada'],
    [
      'a turn of another',
      (room, before) => room.ask(room.members[before ? 0 : 1]!),
      'its step 0 was to ask ada, and now it is to ask bob',
    ],
    [
      'no wait',
      (room, before) => (before ? room.sleep(1) : room.next()),
      'was to wait for some time, and now it is nothing',
    ],
    [
      'no run',
      (room, before) => (before ? room.run('x', () => 1) : room.sleep(1)),
      'was to run something, and now it is to wait',
    ],
    ['its end', (room, before) => (before ? room.say('a') : 3), 'and now it is nothing'],
  ])('are told when it does not do again what is recorded: %s', async (_, act, fault) => {
    let before = true;
    const room = specRoom({
      async conversation(room) {
        await act(room, before);
        await room.next();
      },
    });
    room.begin(['ada', 'bob']);
    await room.goOn();
    before = false;
    room.restart();
    const progress = await room.activate(0);
    expect(progress).toMatchObject({ steps: [], open: false });
    expect(progress.failed).toContain(fault);
    expect(progress.failed).toContain('Use room.run for whatever may differ');
  });
});

describe('conversations of a process', () => {
  it('are unknown without what came before', async () => {
    const room = specRoom({ conversation: (room) => room.next() });
    room.begin(['ada']);
    room.say('requester', 'x');
    await room.activate(0);
    room.restart();
    await expect(room.activate(1)).rejects.toThrow('unknown');
  });

  it('give their steps again until they are recorded', async () => {
    const room = specRoom({ conversation: (room) => room.say('x') });
    room.begin(['ada']);
    const steps = [{ step: 0, say: { text: 'x' } }];
    expect((await room.activate(0)).steps).toEqual(steps);
    expect((await room.activate(0)).steps).toEqual(steps);
    expect((await room.activate(1)).steps).toEqual(steps);
  });

  it('give large steps in several replies, and their end with the last', async () => {
    const room = specRoom({
      conversation(room) {
        for (let at = 0; at < 5; at++) void room.say('x'.repeat(900_000));
        return 'end';
      },
    });
    room.begin(['ada']);
    const first = await room.activate(0);
    expect(first).toMatchObject({ open: true });
    expect(first.steps.map(({ step }) => step)).toEqual([0, 1]);
    expect((await room.goOn()).ended).toEqual({ data: 'end' });
    expect(room.events).toHaveLength(6);
  });

  it('are kept up to a size, and the least lately used run again', async () => {
    const room = specRoom({ conversation: (room) => room.next() }, { mostBytes: 2.5 * roomBytes });
    room.begin(['ada']);
    const takes = (id: string, from = 0) => ({ room: id, item: {}, from, events: room.events.slice(from) });
    for (const id of ['a', 'b', 'a', 'c']) await room.rooms().activate(takes(id));
    expect(room.rooms().count()).toBe(2);
    expect(await room.rooms().activate(takes('b', 1))).toEqual({ unknown: true });
    expect(await room.rooms().activate(takes('a', 1))).toEqual({ steps: [], open: true });
  });

  it.each([
    ['texts', { text: 'x'.repeat(4 * roomBytes) }],
    ['other values', { text: '', task_data: { cards: 'x'.repeat(4 * roomBytes) } }],
  ])('count with the %s of their messages', async (_, more) => {
    const room = specRoom({ conversation: (room) => room.sleep(5) }, { mostBytes: 5 * roomBytes });
    room.begin([]);
    room.record({ type: 'said', by: 'requester', ...more });
    const takes = (id: string) => ({ room: id, item: {}, from: 0, events: room.events });
    for (const id of ['a', 'b', 'c']) await room.rooms().activate(takes(id));
    expect(room.rooms().count()).toBe(1);
  });

  it('are two thousand at once, and each goes on without its record', async () => {
    let begun = 0;
    const room = specRoom({
      async conversation(room) {
        begun++;
        for await (const message of room) if (message.text === 'bye') return room.messages.length;
      },
    });
    const rooms = room.rooms();
    room.begin(['ada', 'bob']);
    const ids = Array.from({ length: 2000 }, (_, nth) => `room-${nth}`);
    for (let from = 0; from <= 8; from++) {
      const events = room.events.slice(from);
      for (const id of ids)
        expect(await rooms.activate({ room: id, item: {}, from, events })).toEqual({ steps: [], open: true });
      room.say('ada', `what is said in turn ${from}`);
    }
    expect(begun).toBe(ids.length);
    room.events.length = 9;
    room.say('bob', 'bye');
    for (const id of ids) {
      const ended = await rooms.activate({ room: id, item: {}, from: 9, events: room.events.slice(9) });
      expect(ended).toEqual({ steps: [], open: false, ended: { data: 9 } });
    }
    expect(rooms.count()).toBe(0);
  });

  it('compute once, and are kept until that is recorded, however many there are', async () => {
    const finish = new Map<string, (value: string) => void>();
    const computed: string[] = [];
    const room = specRoom(
      {
        conversation: async (room) =>
          room.run('model', () => {
            computed.push(room.id);
            return new Promise<string>((resolve) => finish.set(room.id, resolve));
          }),
      },
      { mostBytes: 0 },
    );
    room.begin(['ada']);
    const ids = ['a', 'b', 'c'];
    const takes = (id: string, more: object[] = []) => ({
      room: id,
      item: {},
      from: 0,
      events: [...room.events, ...more] as never,
    });
    for (const id of [...ids, ...ids]) await room.rooms().activate(takes(id));
    for (const id of ids) finish.get(id)!(`for ${id}`);
    await expect.poll(() => room.woken).toEqual(ids);
    for (const id of [...ids, ...ids]) {
      const { steps } = (await room.rooms().activate(takes(id))) as { steps: unknown[] };
      expect(steps).toEqual([{ step: 0, run: { name: 'model', result: `for ${id}` } }]);
    }
    for (const id of ids) {
      const done = { type: 'done', step: 0, result: `for ${id}`, at: room.events[0]!.at };
      expect(await room.rooms().activate(takes(id, [done]))).toMatchObject({ ended: { data: `for ${id}` } });
    }
    expect(computed).toEqual(ids);
  });

  it('are told once when one that is not kept any more has something new', async () => {
    let finish = (_: number) => {};
    const later = () =>
      new Promise<number>((resolve) => {
        finish = resolve;
      });
    const room = specRoom({ conversation: async (room) => room.say(`${await later()}`) }, { mostBytes: 0 });
    room.begin(['ada']);
    const takes = { item: {}, from: 0, events: room.events };
    await room.rooms().activate({ room: 'a', ...takes });
    const finishA = finish;
    await room.rooms().activate({ room: 'b', ...takes });
    finishA(1);
    await expect.poll(() => room.woken).toEqual(['a']);
    expect(await room.rooms().activate({ room: 'a', ...takes, from: 1, events: [] })).toEqual({ unknown: true });
  });

  it('make one activation of a room after the other', async () => {
    const room = specRoom({ conversation: async (room) => [textOf(await room.next()), textOf(await room.next())] });
    room.begin(['ada']);
    room.say('ada', 'one');
    const first = room.activate(0);
    room.say('ada', 'two');
    const second = room.activate(0);
    expect(await first).toMatchObject({ open: true });
    expect(await second).toMatchObject({ ended: { data: ['one', 'two'] } });
  });
});
