/** How often something is passed on, and who hears how much was left out. */
type Rule = { mostPerMinute: number; now: () => number; onLeftOut: (count: number) => void };

const minuteMs = 60_000;

/** Passes on so much in a minute and, when the next one has begun, says how much was left out. */
export function throttled<Value>({ mostPerMinute, now, onLeftOut }: Rule, pass: (value: Value) => void) {
  let minute = 0;
  let count = 0;
  return (value: Value): void => {
    const current = Math.floor(now() / minuteMs);
    if (current !== minute) {
      if (count > mostPerMinute) onLeftOut(count - mostPerMinute);
      minute = current;
      count = 0;
    }
    if (++count <= mostPerMinute) pass(value);
  };
}
