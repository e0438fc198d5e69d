/** Only the fields that are set and not empty. */
export const present = <Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Field in keyof Fields]?: Exclude<Fields[Field], false> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as {
    [Field in keyof Fields]?: Exclude<Fields[Field], false>;
  };
