/** A count with its noun: `1 item`, `3 items`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A part of a whole with its verb: `1 of 7 items was`, `3 of 7 items were`. */
export const countedOf = (part: number, whole: number, noun: string, [one, many]: readonly [string, string]): string =>
  `${part} of ${counted(whole, noun)} ${part === 1 ? one : many}`;
