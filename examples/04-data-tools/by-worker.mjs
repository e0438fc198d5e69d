// Prints what each worker of a task submitted, and who of them holds a qualification: node by-worker.mjs TASK [QUALIFICATION]
import { dataOfUnit, manyhandsAt, unitsOfTask, workersWithQualification } from 'manyhands/client';
import { asScript } from 'manyhands/scripts';

const [task, qualification] = process.argv.slice(2);
if (!task) {
  console.error('Name a task: node by-worker.mjs TASK [QUALIFICATION]');
  process.exit(2);
}

const server = manyhandsAt(process.env.MANYHANDS_URL ?? `http://localhost:${process.env.MANYHANDS_PORT ?? 8400}`, {
  token: process.env.MANYHANDS_TOKEN,
});

await asScript(async () => {
  const qualified = new Set();
  if (qualification)
    for await (const { worker } of workersWithQualification(server, qualification)) qualified.add(worker);

  const byWorker = new Map();
  for await (const { id, worker } of unitsOfTask(server, task)) {
    const answers = byWorker.get(worker) ?? [];
    answers.push(await dataOfUnit(server, id));
    byWorker.set(worker, answers);
  }

  for (const [worker, answers] of byWorker) {
    console.log(`${worker}${qualified.has(worker) ? ` (${qualification})` : ''}`);
    for (const { unit_id, status, task_start, task_end, data } of answers) {
      const seconds = task_start && task_end ? `${Math.round(task_end - task_start)} s` : '';
      console.log(`  ${unit_id}  ${status}  ${seconds}  ${JSON.stringify(data.outputs)}`);
    }
  }
});
