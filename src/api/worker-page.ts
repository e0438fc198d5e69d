/** The texts of worker pages in one language, by their keys in `webapp/worker/languages/en.json`. */
export type PageTexts = Readonly<Record<string, string>>;

/** What the frame around a worker's page shows; texts of the requester are HTML made from their Markdown. */
export type PageFrame = {
  title: string;
  /** The pay for one unit in whole units of the currency, if there is any. */
  pay?: { amount: number; currency: string };
  /** The time for one unit, in minutes. */
  minutes: number;
  instructionsHtml?: string;
  consentHtml?: string;
  contact?: string;
  /** Whether the frame says why there is no unit, since the page itself may not. */
  saysReasons: boolean;
  /** What workers are asked about the task. */
  opinion?: readonly string[];
};

/** What a worker's page gets of its run before anything else, as `window.manyhandsPage`. */
export type WorkerPage = {
  run: string;
  /** The name of the worker, null for nobody; left out where the page itself says who they are. */
  worker?: string | null;
  /** The place at a provider in which they work, by its id there. */
  place?: string;
  /** The address of the page that says what became of their work. */
  receipt?: string;
  /** The language of the texts, as a tag of BCP 47, and its direction. */
  lang: string;
  dir: 'ltr' | 'rtl';
  texts: PageTexts;
  /** Whether the page stays as it is after a submission, instead of going on to the next unit. */
  stays: boolean;
  /** What the page counts while workers answer, and the sentence that tells them; left out if it counts nothing. */
  signals?: { names: readonly string[]; says: string };
  /** In a run for development: the version of the page, empty for that of its launch. */
  developedPage?: string;
  frame?: PageFrame;
};

/** What follows a submission, or the end of the work for a worker: a code to copy, an address to go to, and a form by which a page hands the work in. */
export type Completion = {
  code?: string;
  address?: string;
  form?: { address: string; fields: Readonly<Record<string, string>> };
};
