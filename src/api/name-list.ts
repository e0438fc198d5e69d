import { clearNameRule, isClearName } from './names.ts';

/** A list of names, one a line: the names in order, each once, and what was left out. */
export type NameList = {
  names: string[];
  blank: number;
  duplicates: number;
  /** The first line that cannot be a name, and why. */
  fault?: { line: number; reason: string };
};

/** Reads a list of names of at most this many characters. */
export function nameListIn(text: string, maxChars: number): NameList {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  // A last line end begins no line.
  if (lines.at(-1) === '') lines.pop();
  const names = new Set<string>();
  const list: NameList = { names: [], blank: 0, duplicates: 0 };
  for (const [at, line] of lines.entries()) {
    const name = line.trim();
    if (name === '') list.blank++;
    else if (names.has(name)) list.duplicates++;
    else {
      const reason = nameFault(name, maxChars);
      if (reason !== undefined) list.fault ??= { line: at + 1, reason };
      names.add(name);
    }
  }
  return { ...list, names: [...names] };
}

function nameFault(name: string, maxChars: number): string | undefined {
  if (name.length > maxChars) return `a name has at most ${maxChars} characters`;
  return isClearName(name) ? undefined : `a name ${clearNameRule}`;
}

const counted = (count: number, one: string, more: string) =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];

/** What was left out of a list, in one sentence; empty if nothing was. */
export function leftOutText({ blank, duplicates }: Pick<NameList, 'blank' | 'duplicates'>): string {
  const parts = [
    ...counted(blank, 'blank line', 'blank lines'),
    ...counted(duplicates, 'name that was there already', 'names that were there already'),
  ];
  return parts.length === 0 ? '' : `Left out: ${parts.join(' and ')}.`;
}
