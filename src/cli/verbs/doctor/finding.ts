/** What was found out about one thing: `note` is worth knowing, `wrong` has to be mended. */
export type Finding = {
  name: string;
  state: 'good' | 'note' | 'wrong';
  says: string;
  /** How to mend it. */
  mend?: string;
};

/** All is well with this. */
export const good = (name: string, says: string): Finding => ({ name, state: 'good', says });
/** Nothing is broken, and it is worth knowing. */
export const note = (name: string, says: string): Finding => ({ name, state: 'note', says });
/** This keeps Manyhands from working, and this is how to mend it. */
export const wrong = (name: string, says: string, mend: string): Finding => ({ name, state: 'wrong', says, mend });

/** Why something failed, in one line. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
