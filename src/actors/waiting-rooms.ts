/** Conversations with an open seat, those that have waited longest first, by what pairing compares. */
export type WaitingRooms = {
  byGroups: Map<string, Room[]>;
  placed: Map<number, { key: string; room: Room }>;
};

/** The index of an assignment, and since when somebody waits there, in ms or any other ascending number. */
type Room = { index: number; since: number };

/** None. */
export const noWaitingRooms = (): WaitingRooms => ({ byGroups: new Map(), placed: new Map() });

const comesBefore = (one: Room, other: Room) =>
  one.since === other.since ? one.index < other.index : one.since < other.since;

/** Where a room is in a sorted list, or would be; O(log n). */
function placeIn(rooms: readonly Room[], room: Room): number {
  let [low, high] = [0, rooms.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comesBefore(rooms[middle]!, room)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lists a room, or moves it to where it belongs now. */
export function placeRoom(rooms: WaitingRooms, index: number, key: string, since: number): void {
  const before = rooms.placed.get(index);
  if (before?.key === key && before.room.since === since) return;
  removeRoom(rooms, index);
  const room = { index, since };
  const alike = rooms.byGroups.get(key);
  if (alike) alike.splice(placeIn(alike, room), 0, room);
  else rooms.byGroups.set(key, [room]);
  rooms.placed.set(index, { key, room });
}

/** Takes a room off the list, if it is on it. */
export function removeRoom({ byGroups, placed }: WaitingRooms, index: number): void {
  const found = placed.get(index);
  if (!found) return;
  placed.delete(index);
  const alike = byGroups.get(found.key) ?? [];
  alike.splice(placeIn(alike, found.room), 1);
  if (alike.length === 0) byGroups.delete(found.key);
}

/** How many rooms that take the same people have waited longer than this one; undefined for one that is not listed. */
export function roomsBefore({ byGroups, placed }: WaitingRooms, index: number): number | undefined {
  const found = placed.get(index);
  return found && placeIn(byGroups.get(found.key) ?? [], found.room);
}

/** The rooms of these keys, those that have waited longest first. */
export function* roomsOf({ byGroups }: WaitingRooms, keys: Iterable<string>): Iterable<number> {
  const lists = [...keys].flatMap((key) => [byGroups.get(key) ?? []]);
  const passed = lists.map(() => 0);
  for (;;) {
    let first: { nth: number; room: Room } | undefined;
    lists.forEach((list, nth) => {
      const room = list[passed[nth]!];
      if (room && (!first || comesBefore(room, first.room))) first = { nth, room };
    });
    if (!first) return;
    passed[first.nth]!++;
    yield first.room.index;
  }
}
