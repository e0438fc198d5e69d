/** What was acknowledged before each power cut. */
export type Acknowledged = {
  /** Answers by agent, each with its run. */
  answers: Map<string, { run: string; answer: unknown }>;
  /** Units that somebody accepted, each with its run. */
  accepted: Map<string, string>;
  /** Runs whose launch was reported to have ended, each with the folder of its task. */
  launched: Map<string, string>;
  /** Runs that an import was reported to have recorded, each with the number of its answers. */
  imported: Map<string, number>;
};

export const nothingAcknowledged = (): Acknowledged => ({
  answers: new Map(),
  accepted: new Map(),
  launched: new Map(),
  imported: new Map(),
});

/** How many things were acknowledged. */
export const countOf = ({ answers, accepted, launched, imported }: Acknowledged): number =>
  answers.size + accepted.size + launched.size + imported.size;
