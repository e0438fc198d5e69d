export { BaseFrontend } from './base-frontend.tsx';
export { Chat, type ChatOptions, type Shown, type ShownResponse } from './chat.tsx';
export { ChatApp } from './chat-app.tsx';
export { ConnectionBanner, ConnectionIndicator, ConnectionStatusBoundary } from './connection.tsx';
export {
  AppContext,
  type AppContextValue,
  type AppSettings,
  type ChatTask,
  type Conversation,
  INPUT_MODE,
  type InputMode,
} from './context.ts';
export { DefaultTaskDescription, People, SidePane } from './description.tsx';
export { DoneButton, DoneResponse } from './done-response.tsx';
export { FormResponse, type Question } from './form-response.tsx';
export { MephistoContext } from './from-hooks.ts';
export { ChatMessage, ChatPane, MessageList, SystemMessage } from './message-list.tsx';
export { VolumeControl } from './sound.tsx';
export { type ChatMessageData, TextResponse, TimeLeft } from './text-response.tsx';
export { defaultTexts, type Texts } from './texts.ts';
export { WaitingRoom } from './waiting-room.tsx';
