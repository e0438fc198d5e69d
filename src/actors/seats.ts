import type { ConversationSettings } from '../events/conversation-settings.ts';
import { assignmentIdOf } from '../events/ids.ts';
import { freeAt } from './free-for.ts';
import type { FreeUnit, WorkerInRun } from './free-units.ts';
import { groupOf, haveMet, isOpenTo, keysFor, type Paired, roomKeyOf } from './pairing.ts';
import { openPlacesOf } from './reserved.ts';
import type { Run } from './run.ts';
import { roomsOf, type WaitingRooms } from './waiting-rooms.ts';

/** A worker who may be given a seat. */
type Arriving = { run: Run; settings: ConversationSettings; paired: Paired; worker: WorkerInRun | undefined };

/**
 * The open seats that a worker could get, in order: first of conversations that go on, then of waiting rooms, those that have waited
 * longest first. Rooms that pairing closes to them are never looked at, however many there are.
 */
export function* seatsFor(arriving: Arriving): Iterable<FreeUnit> {
  const { run, settings, paired } = arriving;
  const { vacant, waiting } = run.conversations;
  const group = groupOf(settings.pairing, paired);
  for (const rooms of [vacant, waiting] satisfies WaitingRooms[]) {
    for (const index of roomsOf(rooms, keysFor(settings.pairing, rooms, group))) {
      const seat = seatIn(arriving, index);
      if (seat) yield seat;
    }
  }
}

/** The unit that a worker would get of one assignment: an open seat of its conversation, or any if that has not begun. */
export function seatAt(arriving: Arriving, index: number): FreeUnit | undefined {
  const { run, settings, paired, worker } = arriving;
  const { conversations, freeUnits, taskRun } = run;
  const present = conversations.states.get(assignmentIdOf(taskRun.context.runId, index));
  if (!present) return freeAt(freeUnits, worker, index);
  const isOpen = conversations.vacant.placed.has(index) || conversations.waiting.placed.has(index);
  const groups = present.context.members.map(({ group }) => group);
  const { pairing } = settings;
  return isOpen && isOpenTo(pairing, roomKeyOf(pairing, groups), groupOf(pairing, paired))
    ? seatIn(arriving, index)
    : undefined;
}

/** Nobody comes twice into one conversation, but into a waiting room that they left, if the run offers returned units again. */
function seatIn({ run, settings, paired, worker }: Arriving, index: number): FreeUnit | undefined {
  const { conversations, freeUnits, taskRun } = run;
  const present = conversations.states.get(assignmentIdOf(taskRun.context.runId, index));
  if (!present) return undefined;
  const workers = present.context.members.map(({ workerId }) => workerId);
  if (workers.includes(paired.workerId)) return undefined;
  const mayReturn = taskRun.context.settings.reofferReturnedUnits === true && present.matches('waiting');
  if (worker?.had.has(index) && !mayReturn) return undefined;
  if (settings.pairing?.neverMetBefore && haveMet(conversations.met, paired, workers)) return undefined;
  const [place] = openPlacesOf(freeUnits, index);
  return place === undefined ? undefined : { index, place };
}
