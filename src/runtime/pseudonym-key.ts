import { randomBytes } from 'node:crypto';
import { read } from '../events/catalog.ts';
import type { Stamp } from '../events/fact.ts';
import { Conflict, type Log, WORKSPACE } from '../events/log.ts';
import { WorkspaceOpened } from '../events/workspace.ts';
import { randomLetters } from './ids.ts';

/** The pseudonym key of a log; an empty log gets its first fact here. */
export async function openPseudonymKey(log: Log, stamp: (by: string) => Stamp): Promise<{ pseudonymKey: string }> {
  let last = 0;
  for await (const { facts, sequence } of log.read(WORKSPACE)) {
    last = sequence;
    for (const recorded of facts) {
      const fact = read(recorded);
      if (fact.type === 'workspace.opened') return fact.data;
    }
  }
  const fact = { ...stamp('manyhands'), ...WorkspaceOpened({ pseudonymKey: randomBytes(32).toString('base64url') }) };
  try {
    await log.append({ id: randomLetters(16), run: WORKSPACE, json: [JSON.stringify(fact)] }, last);
    return fact.data;
  } catch (error) {
    if (error instanceof Conflict) return openPseudonymKey(log, stamp);
    throw error;
  }
}
