import { defineTask } from 'manyhands/task';
import { responderFor, type Topic, type Turn } from './responder.ts';

const form = [
  {
    question: 'Did it understand what you meant?',
    type: 'choices' as const,
    choices: ['Mostly', 'Now and then', 'Hardly ever'],
  },
  { question: 'Would you talk to it again?', type: 'choices' as const, choices: ['Yes', 'Perhaps', 'No'] },
  { question: 'Which of its replies was the oddest?', type: 'text' as const },
];

export default defineTask<Topic>(({ config }) => {
  const { turns } = config.task_config as { turns: number };
  return {
    async conversation(room) {
      const [worker] = room.members;
      const responder = responderFor(room, config);
      const said: Turn[] = [{ by: 'responder', text: room.item.opening }];
      let replies = 0;
      await room.say(room.item.opening);
      // A message without a reply is no turn: the worker reads why, and may say it again.
      for (let asked = 0; replies < turns && asked < 2 * turns; asked++) {
        const message = await room.ask(worker!);
        if (!message) break;
        said.push({ by: 'worker', text: message.text });
        const { text, why } = await responder.reply(said);
        if (text === null) {
          said.pop();
          await room.say(why);
          continue;
        }
        replies++;
        said.push({ by: 'responder', text });
        await room.say(text);
      }
      const judged = await room.ask(worker!, 'Thank you. Three questions about this conversation:', { form });
      const { form_responses = null } = judged?.data ?? {};
      return { responder: responder.name, replies, ...responder.totals(), form_responses };
    },
  };
});
