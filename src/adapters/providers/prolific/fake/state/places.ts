import type { Study, Submission, SubmissionStatus, World } from './model.ts';

const running: readonly SubmissionStatus[] = ['RESERVED', 'ACTIVE', 'PROCESSING'];
const settled: readonly SubmissionStatus[] = ['APPROVED', 'PARTIALLY APPROVED', 'REJECTED', 'SCREENED OUT'];

/** The submissions of a study, in the order in which they began. */
export const submissionsOf = ({ ofStudies }: World, studyId: string): readonly Submission[] =>
  ofStudies.get(studyId) ?? [];

/** Whether someone is still at work on it. */
export const isRunning = ({ status }: Submission): boolean => running.includes(status);

/** Whether it was decided what is paid for it. */
export const isSettled = ({ status }: Submission): boolean => settled.includes(status);

/** Whether it takes one of the places of its study. */
export const takesPlace = ({ status, isPlaceFreed }: Submission): boolean =>
  status !== 'RETURNED' && status !== 'TIMED-OUT' && !isPlaceFreed;

/** How many places of a study are taken. */
export const placesTaken = (world: World, studyId: string): number =>
  submissionsOf(world, studyId).filter(takesPlace).length;

/** How many places of a study nobody has. */
export const openPlaces = (world: World, { id, fields }: Study): number =>
  Math.max(0, fields.total_available_places - placesTaken(world, id));

/** The address of a study that has several where a place is left. */
export function openAccessUrl(world: World, { id, fields }: Study): string | null {
  const taken = submissionsOf(world, id).filter(takesPlace);
  const open = fields.access_details?.find(
    ({ external_url, total_allocation }) =>
      taken.filter(({ accessUrl }) => accessUrl === external_url).length < total_allocation,
  );
  return open?.external_url ?? null;
}

/** How many places money is kept for. */
export function reservedPlaces(world: World, study: Study): number {
  const submissions = submissionsOf(world, study.id).filter(takesPlace);
  const undecided = submissions.filter((one) => !isSettled(one)).length;
  if (study.isTest || study.status === 'UNPUBLISHED' || study.status === 'SCHEDULED') return 0;
  if (study.status === 'COMPLETED') return undecided;
  return Math.max(study.fields.total_available_places, submissions.length) - (submissions.length - undecided);
}
