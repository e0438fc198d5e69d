import { openTaskBus, type TaskBus } from '../adapters/nats/hosts/bus.ts';
import type { Nats } from '../adapters/nats/nats.ts';
import { type OpenSettings, openFunctions } from '../adapters/task-host/open-functions.ts';
import type { localTasks } from '../adapters/tasks/tasks.ts';

type OpenHost = Parameters<typeof localTasks>[0]['openHost'];

/** Starts the hosts of tasks' functions; nothing is opened for tasks without. */
export function taskHosts(nats: Pick<Nats, 'taskHosts'>, onAnswer?: OpenSettings['onAnswer']) {
  let bus: Promise<TaskBus> | undefined;
  const openBus = () => {
    const opening = nats.taskHosts().then(openTaskBus);
    opening.catch(() => {
      bus = undefined;
    });
    return opening;
  };
  const open: OpenHost = async (task, secrets, onState) => {
    bus ??= openBus();
    return openFunctions(task, { bus: await bus, secrets, onState, onAnswer });
  };
  return {
    open,
    async close() {
      await (await bus?.catch(() => undefined))?.close();
    },
  };
}
