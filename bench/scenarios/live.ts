import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { launch } from '../api.ts';
import { type Conversing, faultsOf, openConversing, type Seat, type Talk, within } from '../crowd/conversing.ts';
import { openWorker } from '../crowd/worker.ts';
import { megabytes, range, table } from '../figures.ts';
import { type Child, startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

const agents = 1000;
/** For the memory of open sockets. */
const moreAgents = 2000;
const perSecond = 1000;
const [rounds, roundSeconds] = [5, 20];
const warmUpSeconds = 5;
/** The rates that are tried one after the other, until one does not hold. */
const rates = [250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 7500, 9000, 12_000];
const [stepSeconds, holdsMs] = [5, 100];
const arrivingAtOnce = 50;

/** The code hears each message, as that of a chat which ends by a word does. */
const code = `import { defineTask } from 'manyhands/task';
export default defineTask({
  async conversation(room) {
    for await (const { text } of room) if (text === 'The end.') return { messages: room.messages.length };
  },
});
`;

/** Conversations of two with 1 000 pages at 1 000 messages a second, each on disk before it is delivered; bare sockets with the same log beside it. */
export async function live(): Promise<void> {
  const daemon = await measure('daemon');
  const twin = await measure('live-twin');
  table(
    `Conversations of two, ${agents} pages: median (lowest–highest) of ${rounds} rounds of ${roundSeconds} s`,
    ['', 'Manyhands', 'bare server'],
    Object.keys(daemon).map((name) => [name, daemon[name] ?? '', twin[name] ?? '']),
  );
}

type Figures = Record<string, string>;

async function measure(which: 'daemon' | 'live-twin'): Promise<Figures> {
  const child = await startChild(which);
  try {
    const seated = which === 'daemon' ? await arriving(child) : bareSeats();
    const conversing = await openConversing(child.port, seated.run, seated.seats(agents));
    const figures = await measureTalk(child, conversing);
    const storm = await conversing.storm();
    figures['storm: state, s'] = storm.stateSeconds.toFixed(1);
    figures['storm: heard, s'] = storm.heardSeconds.toFixed(1);
    console.log(`  storm of ${agents}: ${figures['storm: state, s']} s, heard ${figures['storm: heard, s']} s`);
    const further = await openConversing(child.port, seated.run, seated.seats(moreAgents).slice(agents));
    const { daemon, nats } = child.rss();
    figures[`${moreAgents} sockets`] = `${megabytes(daemon)} + ${megabytes(nats)}`;
    console.log(`  ${moreAgents} sockets: ${figures[`${moreAgents} sockets`]}`);
    further.close();
    figures[`highest with p95 < ${holdsMs} ms, /s`] = await highest(conversing);
    conversing.close();
    return figures;
  } finally {
    await child.stop();
  }
}

async function measureTalk(child: Child, conversing: Conversing): Promise<Figures> {
  await conversing.talk(perSecond, warmUpSeconds);
  const talks: Talk[] = [];
  const loads: number[] = [];
  const cpus: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const before = child.cpuSeconds();
    const talk = await conversing.talk(perSecond, roundSeconds);
    cpus.push((child.cpuSeconds() - before) / talk.seconds);
    loads.push(loadavg()[0] ?? 0);
    talks.push(talk);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => within(talk, share).toFixed(1));
    const faults = faultsOf(talk);
    console.log(
      `  round ${round}: p50 ${p50}, p95 ${p95}, p99 ${p99} ms, load ${loads.at(-1)?.toFixed(1)}${faults && `, ${faults}`}`,
    );
    if (faults) process.exitCode = 1;
  }
  const at = (share: number) =>
    range(
      talks.map((talk) => within(talk, share)),
      1,
    );
  return {
    'p50, ms': at(0.5),
    'p95, ms': at(0.95),
    'p99, ms': at(0.99),
    'lost, doubled or out of order': String(
      talks.reduce((sum, one) => sum + one.lost + one.doubled + one.outOfOrder, 0),
    ),
    'cores of daemon and nats': range(cpus, 2),
    'load of the machine': range(loads, 1),
  };
}

/** The highest rate that holds; one that does not is tried again, since the machine has hiccups: two of three tries decide. */
async function highest(conversing: Conversing): Promise<string> {
  let held = 0;
  for (const rate of rates) {
    let [holds, fails] = [0, 0];
    while (fails < 2 && holds <= fails) {
      if (await isHeld(conversing, rate)) holds++;
      else fails++;
    }
    if (fails === 2) break;
    held = rate;
  }
  return String(held);
}

/** Whether, at this rate, 95 of 100 messages are delivered in time and nothing is lost; printed. */
async function isHeld(conversing: Conversing, rate: number): Promise<boolean> {
  const talk = await conversing.talk(rate, stepSeconds);
  const p95 = within(talk, 0.95);
  const faults = faultsOf(talk);
  // A crowd that falls behind has not said as much as it should.
  const said = talk.sent / talk.seconds;
  console.log(`  ${rate}/s: p95 ${p95.toFixed(1)} ms, said ${said.toFixed(0)}/s${faults && `, ${faults}`}`);
  return !faults && p95 < holdsMs && said >= rate * 0.97;
}

type Seated = { run: string; seats(count: number): Seat[] };

const bareSeats = (): Seated => ({
  run: 'twin',
  seats: (count) =>
    Array.from({ length: count }, (_, n) => ({ agentId: `${n >> 1}/${n % 2}`, conversation: String(n >> 1) })),
});

/** Lets the workers of all conversations arrive. */
export async function arriving({ port, folder }: Child): Promise<Seated> {
  const task = writeTask(join(folder, 'task'), 'live', sentences(moreAgents / 2), {
    ...{ code: 'task.mjs', agents_per_conversation: 2, assignment_duration_in_seconds: 7200 },
  });
  writeFileSync(join(task, 'task.mjs'), code);
  const { id: run } = await launch(port, task);
  const seats: Seat[] = [];
  for (let first = 0; first < moreAgents; first += arrivingAtOnce)
    seats.push(...(await Promise.all(Array.from({ length: arrivingAtOnce }, (_, n) => arrive(port, run, first + n)))));
  return { run, seats: (count) => seats.slice(0, count) };
}

async function arrive(port: number, run: string, n: number): Promise<Seat> {
  const worker = openWorker(port, run, `worker-${n}`);
  const work = await worker.arrive();
  worker.close();
  if (!work) throw new Error('There is no seat for a worker.');
  const { task_data } = work.data as { task_data: { id: number } };
  return { agentId: work.agentId, conversation: String(task_data.id) };
}
