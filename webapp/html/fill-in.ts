const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/**
 * A piece of HTML with `${key}` replaced by values, which may be HTML themselves, as in Mephisto. What names no value stays, since scripts
 * have such places, too.
 */
export const fillIn = (html: string, values: Readonly<Record<string, unknown>>): string =>
  html.replace(/\$\{([^${}]+)\}/g, (written, name: string) =>
    Object.hasOwn(values, name.trim()) ? textOf(values[name.trim()]) : written,
  );

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** A text as HTML that shows it. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
