export { formReply, maxResponseLength } from './conversation.ts';
export type { ConversationState, FormQuestion, Notice, Person, Said, Waiting } from './conversation-state.ts';
export { ErrorBoundary } from './error-boundary.tsx';
export { type LiveUpdate, newId } from './live-socket.ts';
export { isMobile } from './packets.ts';
export { ProcedureFailed } from './procedures.ts';
export { Refused, request, Unreachable } from './request.ts';
export {
  AGENT_STATUS,
  type AgentStatus,
  CONNECTION_STATUS,
  type ConnectionStatus,
  doesSupportWebsockets,
  getBlockedExplanation,
  STATUS_TO_TEXT_MAP,
} from './statuses.ts';
export type { TaskState } from './task-state.ts';
export { type Conversation, useConversation } from './use-conversation.ts';
export { type LiveTask, type LiveTaskProps, useMephistoLiveTask } from './use-mephisto-live-task.ts';
export {
  type RemoteProcedure,
  type RemoteProcedureTask,
  useMephistoRemoteProcedureTask,
} from './use-mephisto-remote-procedure-task.ts';
export { type MephistoSocket, type SocketConfig, type SocketProps, useMephistoSocket } from './use-mephisto-socket.ts';
export { MephistoContext, type MephistoTask, useMephistoTask } from './use-mephisto-task.ts';
export { type TaskProcedures, useProcedures } from './use-procedures.ts';
export { useSecondsLeft } from './use-seconds-left.ts';
export { type Task, useTask } from './use-task.ts';
export { WorkerOpinion } from './worker-opinion.tsx';
