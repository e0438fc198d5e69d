const key = 'films-done';

/** How many films this browser has submitted. */
export function filmsDone(): number {
  try {
    return Number(localStorage.getItem(key));
  } catch {
    return 0;
  }
}

/** Counts one more film. */
export function countFilm(): void {
  try {
    localStorage.setItem(key, String(filmsDone() + 1));
  } catch {
    // Without storage nothing is counted; all else works.
  }
}
