// The one place that names the hooks: the build writes their package here.
export {
  AGENT_STATUS,
  CONNECTION_STATUS,
  type ConversationState,
  type FormQuestion,
  formReply,
  MephistoContext,
  maxResponseLength,
  type Notice,
  type Person,
  type Said,
  STATUS_TO_TEXT_MAP,
  type Task,
  useConversation,
  useSecondsLeft,
  useTask,
  type Waiting,
} from '../hooks/index.ts';
