import { count, eq } from 'drizzle-orm';
import { statusNamed } from '../../actors/agent.ts';
import { taskRuns } from '../../projections/runs/task-runs.ts';
import { unitCounts } from '../../projections/runs/unit-counts.ts';
import type { ReadModel } from '../../runtime/ports/read-model.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { addGauge, type Metrics } from './metrics.ts';

type Daemon = {
  runtime: Runtime;
  readModel: ReadModel;
  problems: () => readonly string[];
  broadcastTo: () => number;
};

const statuses = ['open', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired'] as const;

/** Adds what a scrape reads from the house's present state; runs that are over are left out, so that the list stays short. */
export function addDaemonGauges({ registry }: Metrics, { runtime, readModel, problems, broadcastTo }: Daemon): void {
  const living = () => runtime.runs().filter(({ mailbox }) => !mailbox.run.taskRun.matches('completed'));

  addGauge(
    registry,
    { name: 'manyhands_units', help: 'Units of runs that go on, by where they stand.', labels: ['run', 'status'] },
    () => {
      const ids = new Set(living().map(({ runId }) => runId as string));
      const rows = readModel.db.select().from(unitCounts).all();
      return rows
        .filter(({ runId }) => ids.has(runId))
        .flatMap((row) => statuses.map((status) => ({ value: row[status], labels: { run: row.runId, status } })));
    },
  );
  addGauge(
    registry,
    { name: 'manyhands_agents', help: 'Agents of runs that go on, by where they stand.', labels: ['run', 'status'] },
    () =>
      living().flatMap(({ runId, mailbox }) =>
        [...mailbox.run.agents.tally()].map(([state, value]) => ({
          value,
          labels: { run: runId, status: statusNamed(state).replace(' ', '_') },
        })),
      ),
  );
  addGauge(registry, { name: 'manyhands_workers_active', help: 'Workers who hold a unit.' }, () => {
    const busy = new Set<string>();
    for (const { mailbox } of living()) {
      for (const [id, { active }] of mailbox.run.workers) if (active > 0) busy.add(id);
    }
    return [{ value: busy.size }];
  });
  addGauge(registry, { name: 'manyhands_runs', help: 'Task runs, by status.', labels: ['status'] }, () => {
    const rows = readModel.db
      .select({ status: taskRuns.status, value: count() })
      .from(taskRuns)
      .groupBy(taskRuns.status);
    return rows.all().map(({ status, value }) => ({ value, labels: { status } }));
  });
  addGauge(
    registry,
    { name: 'manyhands_task_hosts', help: 'Runs whose own code still brings data: each has a process of its own.' },
    () => {
      const rows = readModel.db.select({ value: count() }).from(taskRuns).where(eq(taskRuns.status, 'opening')).all();
      return [{ value: rows[0]?.value ?? 0 }];
    },
  );
  addGauge(
    registry,
    { name: 'manyhands_sequence', help: 'How far the log is, and who follows it.', labels: ['what'] },
    () => {
      const stored = Math.max(0, ...runtime.runs().map(({ mailbox }) => mailbox.sequence));
      return [
        { value: stored, labels: { what: 'stored' } },
        { value: readModel.sequence(), labels: { what: 'projected' } },
        { value: broadcastTo(), labels: { what: 'broadcast' } },
      ];
    },
  );
  addGauge(registry, { name: 'manyhands_problems', help: 'Problems that stand; /health tells them.' }, () => [
    { value: problems().length },
  ]);
}
