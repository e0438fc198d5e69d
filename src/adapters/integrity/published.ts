import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Fact, read } from '../../events/catalog.ts';
import { type WorkEntry, workOfFact, workTypes } from '../../projections/integrity/recorded-work.ts';

/** A piece of work, and where it was found. */
export type Found = { entry: WorkEntry; source: string; extra?: Record<string, unknown> };

/** The work in published facts, one JSON text each; unreadable ones are skipped. */
export async function* published(bodies: AsyncIterable<string>): AsyncGenerator<Found> {
  for await (const body of bodies) {
    const fact = factIn(body);
    const entry = fact && workTypes.has(fact.type) ? workOfFact(fact, fact.run) : undefined;
    if (entry) yield { entry, source: `the fact published from position ${fact?.position}` };
  }
}

function factIn(body: string): (Fact & { run: string; position: string }) | undefined {
  try {
    const { run, position, ...recorded } = JSON.parse(body);
    return { ...read(recorded), run, position };
  } catch {
    return undefined;
  }
}

/** The texts of published facts. */
export async function* bodiesOf(facts: AsyncIterable<{ body: string }>): AsyncGenerator<string> {
  for await (const { body } of facts) yield body;
}

/** The lines of a file. */
export const linesIn = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
