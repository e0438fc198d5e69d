/** What can be wrong with what is stored: each code has its sentence here, and what to do in `docs/operations.md`. */
const sentences = {
  'log/empty': ({ known, witness }: { known: number; witness: string }) =>
    `The log is empty, and ${witness} of ${known} ${known === 1 ? 'commit' : 'commits'}: everything from position 1 on is missing.`,
  'log/behind': ({ known, witness, last }: { known: number; witness: string; last: number }) =>
    `The log ends at position ${last}, and ${witness} of ${known}: ${known - last} ${known - last === 1 ? 'commit' : 'commits'} from position ${last + 1} on ${known - last === 1 ? 'is' : 'are'} missing.`,
  'log/replaced': ({ known, witness, from }: { known: number; witness: string; from: number }) =>
    `The log has another commit at position ${known} than the one that ${witness} of: what was recorded from position ${from} on was replaced.`,
  'log/gap': ({ from, missing, last }: { from: number; missing: number; last: number }) =>
    `${missing} of the log's ${last} commits cannot be read any more, the first of them at position ${from}.`,
  'log/chain': ({ from, run }: { from: number; run: string }) =>
    `The commit at position ${from} does not follow the one before it of ${run}: one was changed or taken out.`,
  'rows/other': ({ from, run, missing, other }: { from: number; run: string; missing: number; other: number }) =>
    `The rows of ${run} are not what the log says: ${other} answers, reviews or bonuses that the log does not have, ${missing} that only the log has, the first after position ${from}.`,
} as const;

export type DamageCode = keyof typeof sentences;

/**
 * Something that was recorded is not there any more, or is not what it was; `from` is the first position it is about, and
 * `lost` how many commits of a gap are missing, and `known` how far others remember that the log went.
 */
export type Damage = { code: DamageCode; sentence: string; from: number; run?: string; lost?: number; known?: number };

/** Every code there is. */
export const damageCodes = Object.keys(sentences) as DamageCode[];

type Values<Code extends DamageCode> = Parameters<(typeof sentences)[Code]>[0];

/** States a damage, with its sentence. */
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

/** What somebody accepted is known by this. */
export const damageKey = ({
  code,
  from,
  run,
  lost,
}: Pick<Damage, 'from' | 'run' | 'lost'> & { code: string }): string => [code, from, run, lost].join(' ');

/** A damage's sentence with its code, by which `docs/operations.md` has it. */
export const sentenceWithCode = ({ sentence, code }: { sentence: string; code: string }): string =>
  `${sentence} (${code})`;

/** What a person can do about it. */
export const damageAdvice =
  'Nothing is recorded until you decide. Stop Manyhands, and put the copy of its data folder back that has what is missing. If there is none: "./bin/manyhands recover --out lost.jsonl" saves what is left, "./bin/manyhands start --accept-loss" goes on without it, and then "./bin/manyhands recover --back lost.jsonl" records it again. docs/operations.md says more under "When something is missing".';

/** Thrown where work cannot begin, or go on, because something is missing. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
  readonly damages: readonly Damage[];

  constructor(damages: readonly Damage[]) {
    super(damages.map(({ sentence }) => sentence).join(' '));
    this.damages = damages;
  }
}
