import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Where the hot paths note what they did; each note costs well under a microsecond. */
export type Metrics = {
  registry: Registry;
  /** Notes how long the house took to answer a packet of the worker protocol, in seconds. */
  packet(type: Packet, seconds: number): void;
  /** Notes what became of somebody at the door. */
  arrival(outcome: Arrival): void;
  /** Notes how long the log took to have a commit on disk, in seconds, and how many facts it held. */
  stored(seconds: number, facts: number): void;
};

export type Packet = 'request_agent' | 'submit_task' | 'submit_metadata' | 'return_task';
export type Arrival = 'assigned' | 'reconnection' | 'no_available_units' | 'limit_reached' | 'not_qualified';

const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Opens the counters of one house; those of the Node process itself come with them. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const packets = new Histogram({
    name: 'manyhands_packet_seconds',
    help: 'Time from reading a packet of the worker protocol to answering it.',
    labelNames: ['packet'],
    buckets: latencies,
    registers,
  });
  const arrivals = new Counter({
    name: 'manyhands_arrivals_total',
    help: 'What became of those who opened a task page.',
    labelNames: ['response'],
    registers,
  });
  const append = new Histogram({
    name: 'manyhands_log_append_seconds',
    help: 'Time until a commit is on disk.',
    buckets: latencies,
    registers,
  });
  const facts = new Counter({
    name: 'manyhands_facts_total',
    help: 'Facts stored since the house was opened.',
    registers,
  });

  const ofPacket = childrenOf((packet: Packet) => packets.labels(packet));
  const ofArrival = childrenOf((response: Arrival) => arrivals.labels(response));
  return {
    registry,
    packet: (type, seconds) => ofPacket(type).observe(seconds),
    arrival: (outcome) => ofArrival(outcome).inc(),
    stored(seconds, count) {
      append.observe(seconds);
      facts.inc(count);
    },
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

/** Adds a gauge that is read when somebody scrapes: each row is a value with its labels, if it has any. */
export function addGauge<Label extends string>(
  registry: Registry,
  { name, help, labels = [] }: { name: `manyhands_${string}`; help: string; labels?: Label[] },
  read: () => { value: number; labels?: Record<Label, string> }[],
): void {
  new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset();
      for (const { value, labels: given } of read()) {
        if (given) this.set(given, value);
        else this.set(value);
      }
    },
  });
}
