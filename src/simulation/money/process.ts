/** What the program does in one life of its process. */
export type Process = {
  /** A point at which the process can be killed: from then on it never goes on. */
  point(): Promise<void>;
  /** Kills it at its so manyth point from now. */
  killAfter(points: number): void;
  /** Forgets the order to kill it. */
  spare(): void;
  /** What the work leads to; throws `Killed` if the process was killed meanwhile. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly isKilled: boolean;
};

/** The process of the program was killed. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

const never = new Promise<never>(() => undefined);

/** Opens a process. Whatever runs in one that was killed stands still for ever, as it would without its memory. */
export function openProcess(): Process {
  let left = Number.POSITIVE_INFINITY;
  let isKilled = false;
  let die = () => {};
  const death = new Promise<never>((_, reject) => {
    die = () => reject(new Killed());
  });
  death.catch(() => undefined);
  return {
    async point() {
      if (!isKilled && --left < 0) {
        isKilled = true;
        die();
      }
      if (isKilled) await never;
    },
    killAfter(points) {
      left = points;
    },
    spare() {
      left = Number.POSITIVE_INFINITY;
    },
    during: (work) => Promise.race([work(), death]),
    get isKilled() {
      return isKilled;
    },
  };
}
