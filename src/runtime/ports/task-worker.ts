/** A worker as a task's own code sees them: pseudonym, provider, name there, and the values of their qualifications by name. */
export type TaskWorker = {
  id: string;
  provider: string;
  name: string;
  qualifications: Readonly<Record<string, number>>;
};
