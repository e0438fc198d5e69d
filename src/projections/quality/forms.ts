import { toValue } from '../../actors/answer-fields.ts';

/** A field as its form describes it. */
export type FormField = { label: string; type: string; options?: string[]; shown?: ReadonlyMap<string, string> };

type Fields = Record<string, unknown>;
const listIn = (value: unknown, key: string): Fields[] => {
  const list = (value as Fields | null | undefined)?.[key];
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
};
const textOf = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

/** The fields of FormComposer forms (sections, fieldsets, rows, fields), in a value or under its key `form`. */
export function formFields(...places: unknown[]): Map<string, FormField> {
  const found = new Map<string, FormField>();
  for (const place of places) {
    const form = (place as Fields | null | undefined)?.form ?? place;
    const fields = listIn(form, 'sections')
      .flatMap((section) => listIn(section, 'fieldsets'))
      .flatMap((fieldset) => listIn(fieldset, 'rows'))
      .flatMap((row) => listIn(row, 'fields'));
    for (const field of fields) {
      const name = textOf(field.name);
      if (!name || found.has(name)) continue;
      const options = listIn(field, 'options').flatMap(({ value, label }) => {
        const option = toValue(value);
        if (option === undefined || typeof option === 'object') return [];
        return { value: String(option), shown: textOf(label) ?? String(option) };
      });
      found.set(name, {
        label: textOf(field.label) ?? name,
        type: textOf(field.type) ?? 'input',
        ...(options.length
          ? {
              options: options.map(({ value }) => value),
              shown: new Map(options.map(({ value, shown }) => [value, shown])),
            }
          : {}),
      });
    }
  }
  return found;
}
