import { WorkError } from './errors.ts';
import { mayDo } from './requirements.ts';
import type { Assignment, Mturk, Worker } from './state.ts';
import { accept, findable, returnWork, submit, worker } from './work.ts';

/** How many workers come, how they behave, and what they do on the page of a task. */
export type Workforce = {
  count: number;
  /** Does the work at an address. It submits the page itself, or gives the fields to submit. */
  visit(url: string, work: { workerId: string; assignmentId: string }): Promise<Record<string, string> | undefined>;
  /** About how long a worker waits before they look for a HIT. */
  searchMs?: number;
  /** About how long they work. */
  workMs?: number;
  /** The shares of accepted HITs that are returned, and that are left alone until their time is over. */
  returnShare?: number;
  abandonShare?: number;
  /** How many HITs each of them accepts at most. */
  maxPerWorker?: number;
  about?: Partial<Omit<Worker, 'id'>>;
};

export type Simulation = {
  /** How often each thing happened. */
  counts: { accepted: number; returned: number; abandoned: number; visited: number; submitted: number; failed: number };
  /** Waits for the visits that are under way. */
  settled(): Promise<void>;
  stop(): void;
};

/** Lets workers find, accept, return, abandon and submit HITs by the clock. */
export function simulateWorkers(
  mturk: Mturk,
  workforce: Workforce,
  urlOf: (assignment: Assignment) => string,
): Simulation {
  const { count, visit, searchMs = 10_000, workMs = 60_000, returnShare = 0, abandonShare = 0 } = workforce;
  const { maxPerWorker = Number.POSITIVE_INFINITY } = workforce;
  const counts = { accepted: 0, returned: 0, abandoned: 0, visited: 0, submitted: 0, failed: 0 };
  const visits = new Set<Promise<void>>();
  let isStopped = false;

  /** From half to one and a half of a time, so that workers do not go in step. */
  const after = (ms: number, act: () => void) =>
    mturk.clock.at(mturk.clock.now() + ms * (0.5 + mturk.random()), () => {
      if (!isStopped) act();
    });

  function search(one: Worker, done: number): void {
    if (done < maxPerWorker) after(searchMs, () => look(one, done));
  }

  function look(one: Worker, done: number): void {
    const found = findable(mturk, one).filter((hit) => mayDo(mturk, one, hit, 'accept'));
    const hit = found[Math.floor(mturk.random() * found.length)];
    if (!hit || mturk.blocks.has(one.id)) {
      search(one, done);
      return;
    }
    const assignment = accept(mturk, one, hit);
    counts.accepted++;
    const choice = mturk.random();
    if (choice < returnShare) after(workMs / 2, () => giveBack(one, assignment, done + 1));
    else if (choice < returnShare + abandonShare) {
      counts.abandoned++;
      after(hit.type.assignmentSeconds * 2000, () => search(one, done + 1));
    } else after(workMs, () => work(one, assignment, done + 1));
  }

  function giveBack(one: Worker, { id }: Assignment, done: number): void {
    tried(() => {
      returnWork(mturk, id);
      counts.returned++;
    });
    search(one, done);
  }

  function work(one: Worker, assignment: Assignment, done: number): void {
    counts.visited++;
    const visited = visit(urlOf(assignment), { workerId: one.id, assignmentId: assignment.id })
      .then((fields) => {
        if (fields) tried(() => submit(mturk, new URLSearchParams({ ...fields, assignmentId: assignment.id })));
        if (assignment.state !== 'Accepted') counts.submitted++;
      })
      .catch(() => void counts.failed++)
      .finally(() => {
        visits.delete(visited);
        search(one, done);
      });
    visits.add(visited);
  }

  /** The time of an assignment may be over before its worker comes to it. */
  function tried(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof WorkError)) throw error;
      counts.failed++;
    }
  }

  for (let nth = 0; nth < count; nth++) search(worker(mturk, workforce.about), 0);
  return {
    counts,
    settled: async () => {
      while (visits.size > 0) await Promise.all(visits);
    },
    stop() {
      isStopped = true;
    },
  };
}
