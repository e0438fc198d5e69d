import { describe, expectTypeOf, it } from 'vitest';
import { type BotRoom, defineTask, type Member, type Message, type Room } from './task.ts';

type Item = { topic: string };

describe('the types of a conversation', () => {
  it('are known where a task is defined', () => {
    defineTask<Item, object>({
      async conversation(room) {
        expectTypeOf(room).toEqualTypeOf<Room<Item>>();
        expectTypeOf(room.item.topic).toBeString();
        expectTypeOf(await room.ask(room.members[0]!, 'Hello?', { seconds: 5 })).toEqualTypeOf<Message | null>();
        expectTypeOf(await room.ask(room.members)).toEqualTypeOf<(Message | null)[]>();
        expectTypeOf(await room.run('model', async () => 7)).toBeNumber();
        for await (const message of room) expectTypeOf(message).toEqualTypeOf<Message>();
        // @ts-expect-error A text is needed.
        await room.say({ card: 7 });
        // @ts-expect-error Choices are needed.
        await room.ask(room.members, null, { form: [{ question: 'Why?', type: 'choices' }] });
        return room.end({ won: true });
      },
      async bot(room, me) {
        expectTypeOf(room).toEqualTypeOf<BotRoom<Item>>();
        expectTypeOf(me).toEqualTypeOf<Member>();
        expectTypeOf((await room.asked()).text).toBeString();
      },
    });
  });
});
