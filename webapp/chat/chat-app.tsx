import { Chat, type ChatOptions } from './chat.tsx';
import { useConversation, useTask } from './from-hooks.ts';

/** The whole page of a conversation in React. */
export function ChatApp(options: ChatOptions) {
  const task = useTask<unknown, Record<string, unknown>>();
  const conversation = useConversation();
  return <Chat task={task} conversation={conversation} {...options} />;
}
