import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import { openWebhooks, type Webhooks } from '../adapters/webhooks/webhooks.ts';
import { taskOfRun } from '../projections/runs/task-runs.ts';
import { namesOfWorkers } from '../projections/workers/worker-names.ts';
import type { ReadModel } from '../runtime/ports/read-model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Opening } from './opening.ts';
import type { Store } from './store.ts';

/** The webhooks, which have to know where the server listens, so that none is sent to itself. */
type OwnWebhooks = Webhooks & { listensAt(port: number): void };

/** Opens the webhooks, which follow the log as far as the rows show it. */
export function openWebhooksOf(
  { announced = true, webhookHosts = [], notify }: Opening,
  { log }: Pick<Store, 'log'>,
  { folder, readModel, runtime }: { folder: DataFolder; readModel: ReadModel; runtime: Runtime },
): OwnWebhooks {
  let ownPort: number | undefined;
  const webhooks = openWebhooks({
    file: folder.webhooks,
    keptFolder: folder.kept,
    source: {
      log,
      shown: () => readModel.sequence(),
      onMore: readModel.onChange,
      isOwn: (run) => !(runtime.workspace.mailbox.state.brought as ReadonlySet<string>).has(run),
      besideOf: (names) => ({
        taskOf: (run) => taskOfRun(readModel.db, run),
        ...(names ? { nameOf: (worker: string) => namesOfWorkers(readModel.db, [worker]).get(worker) } : {}),
      }),
    },
    allowed: { hosts: webhookHosts, ownPort: () => ownPort },
    delivers: announced,
    now: Date.now,
    random: Math.random,
    notify,
  });
  const listensAt = (port: number) => {
    ownPort = port;
  };
  return { ...webhooks, listensAt };
}
