import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { ada, assigned, bob, launched, opened, seaCreated, sky0, sky1, skyCreated } from '../events/fixtures.ts';
import { evolve } from './evolve-run.ts';
import { newRun } from './run.ts';
import { assertUnitsExist } from './run-mailbox.ts';

const runOf = (...history: AnyNewFact[]) => {
  const run = newRun();
  for (const fact of history) evolve(run, fact);
  return run;
};

describe('a history from which commits are missing', () => {
  it('is seen by a unit in work whose item was never made', () =>
    expect(() => assertUnitsExist(runOf(opened(), launched, assigned(ada, sky0)))).toThrow(
      /item of unit .+ is missing/,
    ));

  it('is not taken for one that is whole', () =>
    expect(() =>
      assertUnitsExist(runOf(opened(), skyCreated, seaCreated, launched, assigned(ada, sky0), assigned(bob, sky1))),
    ).not.toThrow());
});
