import { createContext } from 'react';
import { type Task, useTask } from './use-task.ts';

/** What `useMephistoTask` gives: `useTask` under Mephisto's name. */
export type MephistoTask<Data, Config> = Task<Data, Config>;

/** The worker's piece of work, under Mephisto's name: see `useTask`. */
export const useMephistoTask = <Data = unknown, Config = Record<string, unknown>>(): MephistoTask<Data, Config> =>
  useTask<Data, Config>();

/** Hands what `useMephistoTask` gave down to components, as Mephisto's does. */
export const MephistoContext = createContext<Partial<Task<unknown, Record<string, unknown>>>>({});
