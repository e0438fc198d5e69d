import { counted } from '../../actors/counted.ts';

/** The kinds of damage to stored data: each code has its sentence here, and its remedy in `docs/operations.md`. */
const sentences = {
  'log/empty': ({ known, witness }: { known: number; witness: string }) =>
    `The log is empty, and ${witness} of ${counted(known, 'commit')}: everything from position 1 on is missing.`,
  'log/behind': ({ known, witness, last }: { known: number; witness: string; last: number }) =>
    `The log ends at position ${last}, and ${witness} of ${known}: ${counted(known - last, 'commit')} from position ${last + 1} on ${known - last === 1 ? 'is' : 'are'} missing.`,
  'log/replaced': ({ known, witness, from }: { known: number; witness: string; from: number }) =>
    `The log has another commit at position ${known} than the one that ${witness} of: what was recorded from position ${from} on was replaced.`,
  'log/gap': ({ from, missing, last }: { from: number; missing: number; last: number }) =>
    `${missing} of the log's ${last} commits cannot be read any more, the first of them at position ${from}.`,
  'log/chain': ({ from, run }: { from: number; run: string }) =>
    `The commit at position ${from} does not follow the one before it of ${run}: one was changed or removed.`,
  'rows/other': ({ from, run, missing, other }: { from: number; run: string; missing: number; other: number }) =>
    `The rows of ${run} differ from the log: they have ${other} answers, reviews or bonuses that the log does not have, and lack ${missing}, the first after position ${from}.`,
} as const;

type DamageCode = keyof typeof sentences;

/**
 * A loss or change of recorded data; `from` is the first affected position, `lost` the number of missing commits of a gap, and
 * `known` the end of the log as another record has it.
 */
export type Damage = { code: DamageCode; sentence: string; from: number; run?: string; lost?: number; known?: number };

/** Every code. */
export const damageCodes = Object.keys(sentences) as DamageCode[];

type Values<Code extends DamageCode> = Parameters<(typeof sentences)[Code]>[0];

/** Creates a damage with its sentence. */
export function damage<Code extends DamageCode>(code: Code, values: Values<Code>): Damage {
  const sentence = (sentences[code] as (values: Values<Code>) => string)(values);
  const { from, run, last, missing, known } = values as Partial<
    Record<'from' | 'last' | 'missing' | 'known', number>
  > & {
    run?: string;
  };
  return {
    code,
    sentence,
    from: from ?? (last ?? 0) + 1,
    ...(run === undefined ? {} : { run }),
    ...(code === 'log/gap' ? { lost: missing } : {}),
    ...(known === undefined ? {} : { known }),
  };
}

/** The key under which a damage is accepted. */
export const damageKey = ({
  code,
  from,
  run,
  lost,
}: Pick<Damage, 'from' | 'run' | 'lost'> & { code: string }): string => [code, from, run, lost].join(' ');

/** A damage's sentence with its code, which `docs/operations.md` explains. */
export const sentenceWithCode = ({ sentence, code }: { sentence: string; code: string }): string =>
  `${sentence} (${code})`;

/** What an administrator can do. */
export const damageAdvice =
  'Nothing is recorded until you decide. Stop Manyhands, and restore a copy of its data folder that has the missing data. Without a copy: "./bin/manyhands recover --out lost.jsonl" saves what is left, "./bin/manyhands start --accept-loss" continues without the rest, and then "./bin/manyhands recover --back lost.jsonl" records it again. See "When something is missing" in docs/operations.md.';

/** Thrown when work cannot begin or continue because recorded data is missing. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
  readonly damages: readonly Damage[];

  constructor(damages: readonly Damage[]) {
    super(damages.map(({ sentence }) => sentence).join(' '));
    this.damages = damages;
  }
}
