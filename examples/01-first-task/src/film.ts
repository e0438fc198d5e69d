/** One item of data.js. */
export type Film = { row: number; title: string; year: number };

/** What a worker says about a film. */
export type Answer = { row: number; genre: string; knewFilm: boolean };

/** The task_config of manyhands.yaml. */
export type Config = { task_title: string; genres: string[] };

/** Shown in the preview; it has no recorded genre, so nobody is asked about it. */
export const sampleFilm: Film = { row: 0, title: 'The Land Girls', year: 1998 };
