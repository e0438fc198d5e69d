/** The keys of a config, as far as a blueprint reads them. */
export type Keys = Readonly<Record<string, unknown>>;

/** What there was before a page was loaded again. */
export type Before = { previous_requests?: readonly unknown[]; past_live_updates?: readonly unknown[] };

/** A kind of task: what its page is, what the page gets, and what its config needs. */
export type Blueprint = {
  /** The value of `blueprint` in a config. */
  name: string;
  /** The value of `_blueprint_type` in a config of Mephisto, if it is another. */
  inMephisto?: string;
  /** What a task of this kind is, for the reference pages and for the table that a launch prints. */
  says: string;
  /** Whether a config that names no kind is of this one. */
  fits(config: Keys): boolean;
  /** What is wrong in a config that names it: the key, and what is said of it. */
  faultIn?(config: Keys): { key: string; message: string } | undefined;
  /** What a page gets in place of the bare item. */
  dataOf?(item: unknown, before: Before): unknown;
};
