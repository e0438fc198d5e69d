import { expect, it } from 'vitest';
import { keysFor, roomKeyOf } from './pairing.ts';
import { noWaitingRooms, placeRoom, removeRoom, roomsBefore, roomsOf } from './waiting-rooms.ts';

const different = { by: 'language', as: 'different' } as const;
const languages = ['de', 'en', 'fr', 'it', 'pt'];

/** Waiting rooms of one person each, in turn of these languages; what is looked at is counted. */
function manyRooms(count: number) {
  const rooms = noWaitingRooms();
  for (let index = 0; index < count; index++)
    placeRoom(rooms, index, roomKeyOf(different, [languages[index % languages.length]]), count - index);
  return rooms;
}

it('waiting rooms are offered in the order in which their people have waited', () => {
  const rooms = manyRooms(1000);
  expect([...roomsOf(rooms, rooms.byGroups.keys())]).toEqual(Array.from({ length: 1000 }, (_, nth) => 999 - nth));
  placeRoom(rooms, 0, roomKeyOf(different, ['de']), -1);
  expect([...roomsOf(rooms, keysFor(different, rooms, 'en'))].slice(0, 2)).toEqual([0, 999]);
  // Of those in which the same people wait.
  expect([0, 999, 5].map((index) => roomsBefore(rooms, index))).toEqual([0, 0, 199]);
  for (let index = 0; index < 1000; index++) removeRoom(rooms, index);
  expect([rooms.byGroups.size, rooms.placed.size]).toEqual([0, 0]);
});

it('the first room that is open to somebody is found without a look at the others', () => {
  const rooms = manyRooms(10_000);
  let looks = 0;
  for (const [key, list] of rooms.byGroups)
    rooms.byGroups.set(
      key,
      new Proxy(list, {
        get(target, name) {
          looks++;
          return Reflect.get(target, name);
        },
      }),
    );
  const [first] = roomsOf(rooms, keysFor(different, rooms, 'pt'));
  expect(first).toBe(9998);
  expect(looks).toBeLessThan(50);
});
