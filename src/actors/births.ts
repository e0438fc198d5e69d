import { type Run, unitOf } from './run.ts';

/** Throws if units are in work that were never born: commits of this history are missing. */
export function insistOnBirths(run: Run): void {
  for (const unitId of run.inWork) if (!unitOf(run, unitId)) throw new Error(`the item of unit ${unitId} is missing`);
}
