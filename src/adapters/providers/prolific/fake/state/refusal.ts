/** What the service refuses, with its status and what it says of it: a sentence, several, or some for each field. */
export class Refusal extends Error {
  readonly status: number;
  readonly detail: string | string[] | Record<string, string[]>;

  constructor(status: number, detail: Refusal['detail']) {
    super(typeof detail === 'string' ? detail : JSON.stringify(detail));
    this.status = status;
    this.detail = detail;
  }
}

/** Refuses what is wrong with one field. */
export const wrongField = (field: string, sentence: string): Refusal => new Refusal(400, { [field]: [sentence] });

/** Finds something by its id, or refuses. */
export function found<Value>(map: ReadonlyMap<string, Value>, id: string, noun: string): Value {
  const value = map.get(id);
  if (value === undefined) throw new Refusal(404, `No ${noun} has the id ${id}.`);
  return value;
}
