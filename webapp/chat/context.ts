import { createContext, useContext } from 'react';
import type { ConversationState, Task } from './from-hooks.ts';
import { defaultTexts, type Texts } from './texts.ts';

/** A conversation, and what its worker can do there; `useConversation` gives one. */
export type Conversation = ConversationState & {
  say(text: string, data?: Record<string, unknown>): void;
  confirm(): void;
};

/** The worker's piece of work, as far as a chat needs it. */
export type ChatTask = Task<unknown, Record<string, unknown>>;

/** How a chat behaves: Mephisto's names. `volume` is 0 for silence and 1 for sounds, `useTurns` whether only who is asked can send. */
export type AppSettings = { volume: number; isReview: boolean; isCoverPage: boolean; useTurns: boolean };

/** What the parts of a chat know of it, as in Mephisto's chat. */
export type AppContextValue = {
  /** Everything that came as `task_data`, later values in place of earlier ones. */
  taskContext: Record<string, unknown>;
  appSettings: AppSettings;
  setAppSettings(changed: Partial<AppSettings>): void;
  /** Hands in. */
  onTaskComplete(): void;
};

/** What a worker can do in a chat at the moment. */
export const INPUT_MODE = {
  WAITING: 'waiting',
  INACTIVE: 'inactive',
  DONE: 'done',
  READY_FOR_INPUT: 'ready_for_input',
} as const;
export type InputMode = (typeof INPUT_MODE)[keyof typeof INPUT_MODE];

/** The settings of a chat without others: silent, by turns. */
export const defaultAppSettings: AppSettings = { volume: 0, isReview: false, isCoverPage: false, useTurns: true };

/** What the parts of a chat know of it. */
export const AppContext = createContext<AppContextValue>({
  ...{ taskContext: {}, appSettings: defaultAppSettings },
  ...{ setAppSettings: () => {}, onTaskComplete: () => {} },
});

/** The texts of a chat. */
export const TextsContext = createContext<Texts>(defaultTexts);
export const useTexts = (): Texts => useContext(TextsContext);

/** What can be done at the moment, by the conversation. */
export function inputModeOf(
  { phase, isMyTurn }: Pick<Conversation, 'phase' | 'isMyTurn'>,
  useTurns: boolean,
): InputMode {
  if (phase === 'ended') return INPUT_MODE.DONE;
  if (phase === 'waiting') return INPUT_MODE.INACTIVE;
  return isMyTurn || !useTurns ? INPUT_MODE.READY_FOR_INPUT : INPUT_MODE.WAITING;
}
