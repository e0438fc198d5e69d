import { count, eq } from 'drizzle-orm';
import type { Webhook } from '../../api/webhooks.ts';
import { taskRuns } from '../../projections/runs/task-runs.ts';
import { unitCounts } from '../../projections/runs/unit-counts.ts';
import type { RuntimeCalls } from '../../runtime/calls.ts';
import type { ReadModel } from '../../runtime/ports/read-model.ts';
import { addGauge, type Metrics } from './metrics.ts';

type Daemon = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  problems: () => readonly string[];
  broadcastTo: () => number;
  webhooks: { asOf(head: number): readonly Webhook[] };
};

const statuses = ['open', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired'] as const;

/** Adds gauges of the current state; completed runs are left out, so that the list stays short. */
export function addDaemonGauges(
  { registry }: Metrics,
  { calls, readModel, problems, broadcastTo, webhooks }: Daemon,
): void {
  const { workspace } = calls;

  addGauge(
    registry,
    { name: 'manyhands_units', help: 'Units of active runs, by status.', labels: ['run', 'status'] },
    async () => {
      const ids = new Set((await workspace.agentCounts()).map(({ run }) => run));
      const rows = readModel.db.select().from(unitCounts).all();
      return rows
        .filter(({ runId }) => ids.has(runId))
        .flatMap((row) => statuses.map((status) => ({ value: row[status], labels: { run: row.runId, status } })));
    },
  );
  addGauge(
    registry,
    { name: 'manyhands_agents', help: 'Agents of active runs, by status.', labels: ['run', 'status'] },
    async () =>
      (await workspace.agentCounts()).flatMap(({ run, statuses }) =>
        Object.entries(statuses).map(([status, value]) => ({
          value,
          labels: { run, status: status.replace(' ', '_') },
        })),
      ),
  );
  addGauge(registry, { name: 'manyhands_workers_active', help: 'Workers who hold a unit.' }, async () => [
    { value: await workspace.activeWorkers() },
  ]);
  addGauge(registry, { name: 'manyhands_runs', help: 'Task runs, by status.', labels: ['status'] }, () => {
    const rows = readModel.db
      .select({ status: taskRuns.status, value: count() })
      .from(taskRuns)
      .groupBy(taskRuns.status);
    return rows.all().map(({ status, value }) => ({ value, labels: { status } }));
  });
  addGauge(
    registry,
    { name: 'manyhands_task_hosts', help: 'Runs whose own code still makes data, each in a process of its own.' },
    () => {
      const rows = readModel.db.select({ value: count() }).from(taskRuns).where(eq(taskRuns.status, 'opening')).all();
      return [{ value: rows[0]?.value ?? 0 }];
    },
  );
  addGauge(
    registry,
    { name: 'manyhands_sequence', help: 'The sequence of the log, and of what follows it.', labels: ['what'] },
    async () => [
      { value: await workspace.lastSequence(), labels: { what: 'stored' } },
      { value: readModel.sequence(), labels: { what: 'projected' } },
      { value: broadcastTo(), labels: { what: 'broadcast' } },
    ],
  );
  // The log itself is not asked: it may be away, and the other figures are needed then.
  const present = async () => webhooks.asOf(Math.max(await workspace.lastSequence(), readModel.sequence()));
  addWebhookGauges(registry, present);
  addGauge(registry, { name: 'manyhands_problems', help: 'Current problems; /health lists them.' }, () => [
    { value: problems().length },
  ]);
}

/** What is known of each webhook; its address is in no label. */
function addWebhookGauges(registry: Metrics['registry'], present: () => Promise<readonly Webhook[]>): void {
  const gauge = (name: `manyhands_webhook_${string}`, help: string, figureOf: (one: Webhook) => number) =>
    addGauge(registry, { name, help, labels: ['webhook'] }, async () =>
      (await present()).map((one) => ({ value: figureOf(one), labels: { webhook: one.id } })),
    );
  gauge('manyhands_webhook_active', '1 while a webhook is active, 0 while it is paused or disabled.', ({ state }) =>
    Number(state === 'active'),
  );
  gauge('manyhands_webhook_behind', 'Commits of the log that a webhook has still to be told of.', ({ lag }) => lag);
  gauge('manyhands_webhook_delivered', 'Events that the receiver of a webhook took.', ({ delivered }) => delivered);
  gauge(
    'manyhands_webhook_failed_attempts',
    'Attempts of a webhook without success, in a row.',
    ({ failing_since, attempts }) => (failing_since === null ? 0 : attempts),
  );
}
