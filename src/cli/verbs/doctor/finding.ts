/** The result of one check: `note` is for information, `wrong` has to be fixed. */
export type Finding = {
  name: string;
  state: 'good' | 'note' | 'wrong';
  says: string;
  /** How to fix it. */
  mend?: string;
};

/** The check passed. */
export const good = (name: string, says: string): Finding => ({ name, state: 'good', says });
/** Nothing is broken; for information. */
export const note = (name: string, says: string): Finding => ({ name, state: 'note', says });
/** This keeps Manyhands from working; `mend` is how to fix it. */
export const wrong = (name: string, says: string, mend: string): Finding => ({ name, state: 'wrong', says, mend });

/** Why something failed, in one line. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
