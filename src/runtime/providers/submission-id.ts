import type { SubmissionId, WorkerId } from '../../events/ids.ts';

/** The id here of a place at a provider: a pseudonym, as those of workers. */
export const submissionIdOf = (
  pseudonym: (provider: string, name: string) => WorkerId,
  provider: string,
  external: string,
): SubmissionId => pseudonym(`${provider} submission`, external) as string as SubmissionId;
