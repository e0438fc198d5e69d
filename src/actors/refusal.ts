/** By code, the HTTP status of each refusal and the sentence that people read. */
export type RefusalTable = Readonly<Record<string, readonly [status: number, sentence: (details: never) => string]>>;

type RefusalOptions = ErrorOptions & { retryAfterSeconds?: number };

/** A command that the rules do not allow: shown to the caller, never retried; nothing has happened. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** What a program reads: `area/reason`. */
  readonly code: string;
  readonly status: number;
  /** The seconds after which the caller may try again, if known. */
  readonly retryAfterSeconds?: number;

  constructor(code: string, status: number, message: string, options: RefusalOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * Declares the refusals of one folder beside those it inherits. `refuse` makes the refusal for a code, and the caller throws it; one
 * with the status 429 carries the `seconds` after which the caller may try again.
 */
export function defineRefusals<const Own extends RefusalTable, const Inherited extends RefusalTable>(
  own: Own,
  inherited: Inherited,
) {
  type All = Own & Inherited;
  const refusals = { ...inherited, ...own } as unknown as All;
  function refuse<Code extends keyof All & string>(code: Code, ...details: Parameters<All[Code][1]>): Refusal {
    const [status, sentence] = refusals[code] as readonly [number, (details?: unknown) => string];
    const { seconds } = (details[0] ?? {}) as { seconds?: number };
    return new Refusal(code, status, sentence(details[0]), status === 429 ? { retryAfterSeconds: seconds } : {});
  }
  return { refusals, refuse };
}

/** A reviewer's name without the prefix that facts put before it. */
export const nameOf = (by: string) => by.replace(/^reviewer:/, '');

const maxSentences = 5;

/** The first five sentences, and how many more there are. */
export function firstOf(sentences: readonly string[]): string {
  const left = sentences.length - maxSentences;
  return sentences.slice(0, maxSentences).join(' ') + (left > 0 ? ` And ${left} more.` : '');
}

/** A status as sentences spell it: `soft-rejected`. */
export const spoken = (status: string) => status.replace('_', '-');
