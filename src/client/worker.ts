/** A worker: pseudonym, provider, name there, and the values of their qualifications by name. */
export type Worker = {
  id: string;
  provider: string;
  name: string;
  qualifications: Readonly<Record<string, number>>;
};
