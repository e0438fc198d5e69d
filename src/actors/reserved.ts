import { type FreeUnits, giveBack, moveFirstFresh, noteOpen } from './free-units.ts';

/** The open places of an assignment, whether they are reserved or not. */
export function openPlacesOf({ reserved, back, fresh, sizes }: FreeUnits, index: number): number[] {
  const places = reserved.get(index);
  if (places) return [...places].sort((a, b) => a - b);
  const [first, size] = [fresh[index] ?? 0, sizes[index] ?? 0];
  const neverOut = Array.from({ length: Math.max(0, size - first) }, (_, nth) => first + nth);
  return [...[...(back.get(index) ?? [])].sort((a, b) => a - b), ...neverOut];
}

/** The open places of an assignment are no longer given out in order. */
export function reserve(freeUnits: FreeUnits, index: number): void {
  const { reserved, fresh, sizes, back, backOrder } = freeUnits;
  if (reserved.has(index)) return;
  reserved.set(index, openPlacesOf(freeUnits, index));
  if (back.delete(index)) backOrder.splice(backOrder.indexOf(index), 1);
  fresh[index] = sizes[index] ?? 0;
  moveFirstFresh(freeUnits);
  noteOpen(freeUnits, index);
}

/** The open places of an assignment are given out in order again. */
export function release(freeUnits: FreeUnits, index: number): void {
  const places = freeUnits.reserved.get(index) ?? [];
  freeUnits.reserved.delete(index);
  for (const place of places) giveBack(freeUnits, { index, place });
}
