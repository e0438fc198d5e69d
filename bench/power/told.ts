/** What a folder's people were told is safe, over all cuts of its power. */
export type Told = {
  /** Answers by agent, each with its run. */
  answers: Map<string, { run: string; answer: unknown }>;
  /** Units that somebody accepted, each with its run. */
  accepted: Map<string, string>;
  /** Runs whose launch was reported to have ended, each with the folder of its task. */
  launched: Map<string, string>;
  /** Runs that an import was reported to have brought, each with the number of its answers. */
  imported: Map<string, number>;
};

export const nothingTold = (): Told => ({
  answers: new Map(),
  accepted: new Map(),
  launched: new Map(),
  imported: new Map(),
});

/** How many things people were told are safe. */
export const countOf = ({ answers, accepted, launched, imported }: Told): number =>
  answers.size + accepted.size + launched.size + imported.size;
