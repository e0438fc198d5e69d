import { openWorker, type Work } from './worker.ts';

type Labour = {
  units: number;
  seconds: number;
  /** The time of each arrival until its data came, and of each submission until it was acknowledged, in ms. */
  arrivals: number[];
  submissions: number[];
};

type Settings = {
  port: number;
  run: string;
  workers: string[];
  answer: (work: Work, worker: string) => unknown;
  /** Stop after this many units in all; otherwise when no work is left. */
  units?: number;
};

/** Lets workers submit unit after unit, each as soon as the last is acknowledged, until none is left for them. */
export async function labour({
  port,
  run,
  workers,
  answer,
  units = Number.POSITIVE_INFINITY,
}: Settings): Promise<Labour> {
  const arrivals: number[] = [];
  const submissions: number[] = [];
  let started = 0;
  const begin = performance.now();

  async function work(name: string) {
    const worker = openWorker(port, run, name);
    while (started < units) {
      started++;
      const before = performance.now();
      const assigned = await worker.arrive();
      arrivals.push(performance.now() - before);
      if (!assigned) break;
      const between = performance.now();
      await worker.submit(assigned, answer(assigned, name));
      submissions.push(performance.now() - between);
    }
    worker.close();
  }

  await Promise.all(workers.map(work));
  return { units: submissions.length, seconds: (performance.now() - begin) / 1000, arrivals, submissions };
}
