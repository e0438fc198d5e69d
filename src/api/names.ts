import { z } from 'zod';

/** Controls, marks that turn the direction of a text around, and other characters that show nothing; joiners shape letters and emoji. */
const hidden = /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Any character that leaves a mark of its own; a blank Braille pattern does not. */
const visible = /(?!\u2800)[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}]/u;

/** The rule of `isClearName`, as the end of a sentence about a name. */
export const clearNameRule = 'must show something, and cannot have control characters or characters that show nothing';

/** Whether a name can be seen, and told from others by what is seen. */
export const isClearName = (name: string): boolean => visible.test(name) && !hidden.test(name);

/** A name, of at most this many characters. */
export const clearName = (most: number) =>
  z.string().trim().min(1).max(most).refine(isClearName, { error: clearNameRule, abort: true });

/** Whether a text of a config has `${task_dir}` in it, for which a folder of this machine would stand. */
export const hasTaskFolder = (text: string): boolean => /\$\{task_dir\}/.test(text);

/** The rule against `hasTaskFolder`, as the end of a sentence about a text. */
export const taskFolderRule = `cannot have "\${task_dir}" in it`;

/** A text for the config of a task. */
export const shownText = (most: number) => clearName(most).refine((text) => !hasTaskFolder(text), taskFolderRule);

/** Whether this can name a reviewer in `x-reviewer`. */
export const isReviewerName = (name: string): boolean => /^[\w.@-]{1,64}$/.test(name);

/** A slug with a run's random suffix fits into one label of a host name (63 characters). */
export const maxSlugChars = 40;

/** A name as used in ids and URLs: at most 40 lower-case letters, digits and single hyphens; empty if it has none. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, maxSlugChars)
    .replace(/-$/, '');
}
