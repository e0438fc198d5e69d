import { z } from 'zod';

/** What every recorded fact carries besides its data: its id, when it happened (ISO 8601, UTC) and who is behind it. */
export type Stamp = { id: string; at: string; by: string };

/** A fact as decided, before it is stamped and stored. */
export type NewFact<Type extends string = string, Data = unknown> = { type: Type; version: number; data: Data };

/** A shape that facts of this kind once had, their type if it was another, and how it becomes that of the next version. */
export type Earlier = { type?: string; data: z.ZodType; upcast: (data: never) => unknown };

/** What of a fact's data may leave the daemon. */
export type Outside = (data: Record<string, unknown>) => Record<string, unknown>;

/** One kind of fact: call it to state one, `read` it to bring what was recorded to its present shape. */
export type FactKind<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> = {
  (data: z.output<Schema>): NewFact<Type, z.output<Schema>>;
  type: Type;
  version: number;
  says: string;
  schema: Schema;
  earlier: readonly Earlier[];
  personal: readonly string[];
  /** Its data, of whatever version, as it leaves the daemon: without folders of the machine and without secrets. */
  outside?: Outside;
  read(data: unknown, version: number): NewFact<Type, z.output<Schema>>;
};

/** Marks a field that could identify a person; facts are published without such fields. */
export const personal = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ personal: true });

/** No kind of fact has this type, or its data fits no shape it ever had. */
export class UnreadableFact extends Error {
  override readonly name = 'UnreadableFact';
}

/** Declares a kind of fact: its name, what it says, its shape now and, oldest first, the shapes it had before. */
export function defineFact<Type extends string, Schema extends z.ZodObject>(
  type: Type,
  {
    says,
    data: schema,
    earlier = [],
    outside,
  }: { says: string; data: Schema; earlier?: readonly Earlier[]; outside?: Outside },
): FactKind<Type, Schema> {
  if (!/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(type) || type.startsWith('xstate.')) {
    throw new Error(`"${type}" cannot name a fact: write noun.past-tense in small letters.`);
  }
  const version = earlier.length + 1;
  const state = (data: z.output<Schema>) => ({ type, version, data });

  const read = (data: unknown, recordedVersion: number) => {
    if (recordedVersion > version) {
      throw new UnreadableFact(
        `${type} version ${recordedVersion} is newer than version ${version}, the newest known here.`,
      );
    }
    const parse = <Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> => {
      const { success, data: parsed, error } = shape.safeParse(value);
      if (success) return parsed;
      throw new UnreadableFact(`${type} version ${recordedVersion}: ${z.prettifyError(error)}`, { cause: error });
    };
    let present = data;
    for (let at = recordedVersion - 1; at < earlier.length; at++) {
      const { data: shape, upcast } = earlier[at] as Earlier;
      present = upcast(parse(shape, present) as never);
    }
    return state(parse(schema, present));
  };

  const personalFields = Object.entries(schema.shape)
    .filter(([, field]) => (field as z.ZodType).meta()?.personal)
    .map(([name]) => name);
  return Object.assign(state, { type, version, says, schema, earlier, personal: personalFields, outside, read });
}

type Underscored<Verb extends string> = Verb extends `${infer First}-${infer Rest}`
  ? `${First}_${Underscored<Rest>}`
  : Verb;

/** The verb of a fact's type as states, statuses and columns spell it: `soft_rejected` of `unit.soft-rejected`. */
export const verbOf = <Verb extends string>(type: `${string}.${Verb}`): Underscored<Verb> =>
  type.slice(type.indexOf('.') + 1).replaceAll('-', '_') as Underscored<Verb>;

/** The fact that a list of kinds can state. */
export type FactOf<Kinds extends readonly FactKind[]> = {
  [Index in keyof Kinds]: Kinds[Index] extends FactKind<infer Type, infer Schema>
    ? NewFact<Type, z.output<Schema>>
    : never;
}[number];
