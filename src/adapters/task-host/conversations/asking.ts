import type { Asked, AskOptions, Member, Message, Room, Saying } from '../../../client/room.ts';
import { membersIn, plain, requireForm, requireSeconds, wordsOf } from './arguments.ts';
import { requireOutsideRun } from './runs.ts';
import type { Script, Speaker } from './script.ts';

/** Makes `room.ask`; `nothing` gives null. */
export function askerOf(
  { people, steps, turns, speakers }: Script,
  { reader }: Speaker,
  { say, nothing }: { say: Room['say']; nothing: () => Promise<null> },
): Room['ask'] {
  function askBot(member: Member, asked: Asked, seconds?: number): Promise<Message | null> {
    const bot = speakers.find((one) => one.me === member);
    if (!bot?.isRunning) return nothing();
    return new Promise((resolve) => {
      const turn = { member, reader, beganAt: steps.count, reply: resolve };
      turns.add(turn);
      if (bot.takeUp) bot.takeUp(asked);
      else bot.asked.push(asked);
      if (seconds === undefined) return;
      void steps.make({ timer: { seconds } }).outcome.then(() => {
        if (turns.delete(turn)) resolve(null);
      });
    });
  }

  function askOne(member: Member, words: Asked, { form, seconds, mayPass }: AskOptions): Promise<Message | null> {
    if (member.isBot) return askBot(member, { ...words, ...(form ? { form } : {}) }, seconds);
    const limits = { ...(seconds === undefined ? {} : { seconds }), ...(mayPass ? { mayPass } : {}) };
    const beganAt = steps.count;
    return new Promise((resolve) => {
      const { step } = steps.make({ turn: { member: member.id, ...limits, ...(form ? { form } : {}) } });
      turns.add({ member, reader, beganAt, step, reply: resolve });
    });
  }

  function ask(members: Member | readonly Member[], text?: Saying | null, options: AskOptions = {}): Promise<unknown> {
    requireOutsideRun('ask');
    const asked = membersIn(people, members, 'ask');
    requireForm(options.form);
    if (options.seconds !== undefined) requireSeconds(options.seconds, 'ask');
    const form = options.form && plain(options.form, 'room.ask');
    const words = text === undefined || text === null ? undefined : wordsOf(text, 'ask');
    if (text !== undefined && text !== null && asked.length > 0) void say(text, { to: asked });
    const told = { text: words?.text ?? '', data: words?.task_data ?? {} };
    const replies = asked.map((member) => askOne(member, told, { ...options, form }));
    if (!Array.isArray(members)) return replies[0]!;
    return replies.length === 0 ? nothing().then(() => []) : Promise.all(replies);
  }

  return ask as Room['ask'];
}
