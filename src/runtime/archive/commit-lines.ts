import { z } from 'zod';
import { parseForeign } from '../../actors/foreign-json.ts';
import { deepestJson } from '../../actors/json-depth.ts';
import type { RecordedFact } from '../../events/catalog.ts';
import { RunId } from '../../events/ids.ts';
import { lineOutside, withoutPersonal } from '../../events/line.ts';
import { ABOVE_RUNS, type StoredCommit } from '../../events/log.ts';

/** A commit as a line of an archive: where it stood, whose it is, its id, and its facts as the log has them, but for what may not leave the daemon. */
export function lineOf({ sequence, run, id, json }: StoredCommit, identities: boolean): string {
  const shown = json.map(lineOutside);
  const facts = identities ? shown : shown.map(withoutPersonal);
  const head = JSON.stringify({ sequence, run, id }).slice(0, -1);
  return `${head},"facts":[${facts.join(',')}]}\n`;
}

const Recorded = z.looseObject({
  // Ids go out as headers of NATS.
  id: z.string().regex(/^[\w.-]{1,100}$/),
  at: z.iso.datetime(),
  by: z.string().max(500),
  type: z.string(),
  version: z.int().positive(),
});
const Line = z.strictObject({
  sequence: z.int().positive(),
  run: z.union([RunId, z.literal(ABOVE_RUNS)]),
  id: z.string().regex(/^[\w.-]{1,100}$/),
  // Checked and left as they are: what a shape gives out has its keys in another order.
  facts: z.array(z.custom<RecordedFact>((fact) => Recorded.safeParse(fact).success, 'is no fact')).min(1),
});

/** A commit of an archive. */
export type ArchivedCommit = z.infer<typeof Line>;

/** What is handed in lies in an object of its own where files came with it, and in a fact, its data, a list and a commit. */
const archivedLevels = deepestJson + 5;

/** Reads a line of an archive; throws for what is none. */
export const readLine = (line: string): ArchivedCommit => Line.parse(parseForeign(line, archivedLevels));
