import { z } from 'zod';
import { parseShallow } from '../../actors/foreign-json.ts';
import { deepestJson } from '../../actors/json-depth.ts';
import type { RecordedFact } from '../../events/catalog.ts';
import { RunId } from '../../events/ids.ts';
import { lineOutside, withoutPersonal } from '../../events/line.ts';
import { type StoredCommit, WORKSPACE } from '../../events/log.ts';

/** A commit as a line of an archive: its sequence, run and id, and its facts without what must not leave the data folder. */
export function lineOf({ sequence, run, id, json }: StoredCommit, identities: boolean): string {
  const shown = json.map(lineOutside);
  const facts = identities ? shown : shown.map(withoutPersonal);
  const head = JSON.stringify({ sequence, run, id }).slice(0, -1);
  return `${head},"facts":[${facts.join(',')}]}\n`;
}

const Recorded = z.looseObject({
  // Ids become NATS headers.
  id: z.string().regex(/^[\w.-]{1,100}$/),
  at: z.iso.datetime(),
  by: z.string().max(500),
  type: z.string(),
  version: z.int().positive(),
});
const Line = z.strictObject({
  sequence: z.int().positive(),
  run: z.union([RunId, z.literal(WORKSPACE)]),
  id: z.string().regex(/^[\w.-]{1,100}$/),
  // Validated without parsing: the output of a schema would have another order of keys.
  facts: z.array(z.custom<RecordedFact>((fact) => Recorded.safeParse(fact).success, 'is no fact')).min(1),
});

/** A commit of an archive. */
export type ArchivedCommit = z.infer<typeof Line>;

/** Levels around an answer: the object that holds it with its files, the fact, its data, the list, the commit. */
const maxLineLevels = deepestJson + 5;

/** Reads a line of an archive; throws for an invalid one. */
export const readLine = (line: string): ArchivedCommit => Line.parse(parseShallow(line, maxLineLevels));
