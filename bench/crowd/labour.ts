import { openWorker, type Work } from './worker.ts';

export type Labour = {
  units: number;
  seconds: number;
  /** How long each arrival took until its data was there, and each submission until it was safe, in ms. */
  arrivals: number[];
  submissions: number[];
};

type Settings = {
  port: number;
  run: string;
  workers: string[];
  answer: (work: Work, worker: string) => unknown;
  /** Stop after this many units in all; otherwise when there is no work left for anyone. */
  units?: number;
};

/** Lets workers take and hand in unit after unit, each as soon as the last is safe, until there is none for them. */
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
      const given = await worker.arrive();
      arrivals.push(performance.now() - before);
      if (!given) break;
      const between = performance.now();
      await worker.submit(given, answer(given, name));
      submissions.push(performance.now() - between);
    }
    worker.close();
  }

  await Promise.all(workers.map(work));
  return { units: submissions.length, seconds: (performance.now() - begin) / 1000, arrivals, submissions };
}
