/** What a form holds: its values by name, and whether there are files among them. */
export type FormAnswer = { values: Record<string, unknown>; hasFiles: boolean };

const describe = ({ lastModified, name, size, type }: File) => ({ lastModified, name, size, type });

/** Reads a form: a name that occurs several times has a list, a file is described, and a field without a file is an empty map. */
export function answerIn(form: FormData): FormAnswer {
  const values: Record<string, unknown> = {};
  let hasFiles = false;
  for (const name of new Set(form.keys())) {
    const all = form.getAll(name).map((value) => {
      if (typeof value === 'string') return value;
      // A browser sends an empty file for a field in which none is chosen.
      if (value.size === 0 && value.name === '') return {};
      hasFiles = true;
      return describe(value);
    });
    values[name] = all.length === 1 ? all[0] : all;
  }
  return { values, hasFiles };
}

/** What is submitted: the values alone, or with files a form that has them as `final_string_data`, too. */
export function toSubmit(form: FormData): Record<string, unknown> | FormData {
  const { values, hasFiles } = answerIn(form);
  if (!hasFiles) return values;
  const sent = new FormData();
  for (const [name, value] of form) if (typeof value === 'string' || value.size > 0) sent.append(name, value);
  sent.set('final_string_data', JSON.stringify(values));
  return sent;
}
