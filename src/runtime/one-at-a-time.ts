import type { OpenRun } from './open-run.ts';

/** Makes calls about one run wait for each other: each is checked against what the one before has left. */
export function oneAtATime<Request extends unknown[], Result>(
  work: (run: OpenRun, ...request: Request) => Promise<Result>,
): (run: OpenRun, ...request: Request) => Promise<Result> {
  const last = new WeakMap<OpenRun, Promise<unknown>>();
  return (run, ...request) => {
    const turn = (last.get(run) ?? Promise.resolve()).then(() => work(run, ...request));
    last.set(
      run,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
