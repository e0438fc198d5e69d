/** Work that is done whenever it is asked for, never twice at the same time. */
export type Repeater = {
  /** Does the work; asked for while it is done, once more afterwards. */
  again(): Promise<void>;
  isBusy(): boolean;
};

/** Makes it of the work, which must not reject; ends when the signal aborts. */
export function openRepeater(work: () => Promise<void>, signal: AbortSignal): Repeater {
  let isAsked = false;
  let working: Promise<void> | undefined;

  async function workWhileAsked() {
    while (isAsked && !signal.aborted) {
      isAsked = false;
      await work();
    }
  }
  return {
    again() {
      isAsked = true;
      working ??= workWhileAsked().finally(() => {
        working = undefined;
      });
      return working;
    },
    isBusy: () => working !== undefined,
  };
}
