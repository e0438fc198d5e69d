import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { TaskFunction } from '../../runtime/ports/task-functions.ts';
import { addDurations, type NoteDuration } from './durations.ts';

/** The metrics of hot paths; recording one takes well under a microsecond. */
export type Metrics = {
  registry: Registry;
  /** The recorders for packets of this type. */
  packet(type: Packet): PacketNotes;
  /** Notes the outcome of an arrival. */
  arrival(outcome: Arrival): void;
  /** Notes that a packet was refused, by the code of the refusal. */
  refused(packet: Packet, code: string): void;
  /** Notes how long the log took to have a commit on disk, in seconds, and how many facts it held. */
  stored(seconds: number, facts: number): void;
  /** Notes how long a caller waited for a task's data, in seconds. */
  taskData(step: TaskStep, seconds: number): void;
  /** Notes how long a call of a function of a task's code took, in seconds. */
  taskFunction(name: TaskFunction, seconds: number): void;
};

export type Packet = 'request_agent' | 'submit_task' | 'submit_onboarding' | 'submit_metadata' | 'return_task';
export type Arrival =
  | 'assigned'
  | 'onboarding'
  | 'reconnection'
  | 'no_available_units'
  | 'limit_reached'
  | 'not_qualified';

/** The stages of a packet: from the page to the daemon, until decided, until on disk, until answered, and all of them. */
type Stage = 'arriving' | 'deciding' | 'storing' | 'answering' | 'end_to_end';

/** For one type of packet: how long the daemon took, and how long each stage took. */
export type PacketNotes = Record<Stage | 'inHand', NoteDuration>;

/** The steps of task data: loading the code, reading a list once, the next items, and one unit's data for a worker. */
type TaskStep = 'open' | 'summarize' | 'start' | 'next' | 'unit_data';

/** Opens the metrics of a daemon, with those of its Node process. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const packets = addDurations(registry, {
    name: 'manyhands_packet_seconds',
    help: 'Time from reading a packet of the worker protocol to answering it.',
  });
  const stages = addDurations(registry, {
    name: 'manyhands_packet_stage_seconds',
    help: "Time of each stage of a packet's way; arriving and end_to_end depend on the clock of the worker's device.",
  });
  const arrivals = new Counter({
    name: 'manyhands_arrivals_total',
    help: 'Outcomes for workers who opened a task page.',
    labelNames: ['response'],
    registers,
  });
  const refusals = new Counter({
    name: 'manyhands_refused_packets_total',
    help: 'Packets of workers that were refused, by the code of the refusal.',
    labelNames: ['packet', 'code'],
    registers,
  });
  const append = addDurations(registry, {
    name: 'manyhands_log_append_seconds',
    help: 'Time until a commit is on disk.',
  })();
  const facts = new Counter({
    name: 'manyhands_facts_total',
    help: 'Facts stored since the daemon was opened.',
    registers,
  });
  const taskData = addDurations(registry, {
    name: 'manyhands_task_data_seconds',
    help: "Time that a task's data took: its code (open, count, start, next), or reading one unit's data (unit_data).",
  });

  const taskFunctions = addDurations(registry, {
    name: 'manyhands_task_function_seconds',
    help: "Time that a call of a function of a task's own code took, with waiting for its host.",
  });

  const ofPacket = childrenOf((packet: Packet): PacketNotes => {
    const stage = (name: Stage) => stages({ packet, stage: name });
    return {
      inHand: packets({ packet }),
      arriving: stage('arriving'),
      deciding: stage('deciding'),
      storing: stage('storing'),
      answering: stage('answering'),
      end_to_end: stage('end_to_end'),
    };
  });
  const ofArrival = childrenOf((response: Arrival) => arrivals.labels(response));
  const ofFunction = childrenOf((name: TaskFunction) => taskFunctions({ function: name }));
  const ofStep = childrenOf((step: TaskStep) => taskData({ step }));
  return {
    registry,
    packet: ofPacket,
    arrival: (outcome) => ofArrival(outcome).inc(),
    refused: (packet, code) => refusals.inc({ packet, code }),
    stored(seconds, count) {
      append(seconds);
      facts.inc(count);
    },
    taskData: (step, seconds) => ofStep(step)(seconds),
    taskFunction: (name, seconds) => ofFunction(name)(seconds),
  };
}

/** Looks each labelled child up once. */
function childrenOf<Label extends string, Child>(make: (label: Label) => Child): (label: Label) => Child {
  const known = new Map<Label, Child>();
  return (label) => {
    let child = known.get(label);
    if (!child) {
      child = make(label);
      known.set(label, child);
    }
    return child;
  };
}

type Rows<Label extends string> = { value: number; labels?: Record<Label, string> }[];

/** Adds a gauge that is read at each scrape: each row is a value with its labels, if it has any. */
export function addGauge<Label extends string>(
  registry: Registry,
  { name, help, labels = [] }: { name: `manyhands_${string}`; help: string; labels?: Label[] },
  read: () => Rows<Label> | Promise<Rows<Label>>,
): void {
  new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    async collect() {
      const rows = await read();
      this.reset();
      for (const { value, labels: ofRow } of rows) {
        if (ofRow) this.set(ofRow, value);
        else this.set(value);
      }
    },
  });
}
