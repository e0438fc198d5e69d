import type { RebuildProgress } from '../../../runtime/ports/read-model.ts';

/** Something long that the thread is asked for, one at a time; what is told of nothing that was asked is passed over. */
export function openAsking<Answer>() {
  type Asked = {
    onProgress: (progress: RebuildProgress) => void;
    resolve: (answer: Answer) => void;
    reject: (error: Error) => void;
  };
  let asked: Asked | undefined;

  function settle(how: (asked: Asked) => void) {
    const settled = asked;
    asked = undefined;
    if (settled) how(settled);
  }

  return {
    isUnderWay: () => asked !== undefined,
    begin: (onProgress: Asked['onProgress']) =>
      new Promise<Answer>((resolve, reject) => {
        asked = { onProgress, resolve, reject };
      }),
    progress: (progress: RebuildProgress) => asked?.onProgress(progress),
    resolve: (answer: Answer) => settle(({ resolve }) => resolve(answer)),
    reject: (error: Error) => settle(({ reject }) => reject(error)),
  };
}
