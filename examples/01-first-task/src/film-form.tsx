import type { Task } from 'manyhands/hooks/use-task';
import { type FormEvent, useEffect, useState } from 'react';
import type { Answer, Config, Film } from './film.ts';
import { GenreChoice } from './genre-choice.tsx';
import { StatusLine } from './status-line.tsx';
import { TimeLeft } from './time-left.tsx';
import { useNumberKeys } from './use-number-keys.ts';

const submitWords = { none: 'Submit', sending: 'Saving…', saved: 'Saved', refused: 'Submit' };

/** One film and the question about it. */
export function FilmForm({ film, genres, task }: { film: Film; genres: string[]; task: Task<Film, Config> }) {
  const [genre, setGenre] = useState<string>();
  const [knewFilm, setKnewFilm] = useState(false);
  const isOpen = !task.isPreview && task.submission !== 'sending' && task.submission !== 'saved';

  const answer: Answer | undefined = genre ? { row: film.row, genre, knewFilm } : undefined;
  useNumberKeys(genres.length);

  // Submitted automatically when the time runs out (auto_submit_before_expiration_sec).
  useEffect(() => task.setTaskSubmitData(answer));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (answer && isOpen) void task.handleSubmit(answer);
  }

  return (
    <form className="card" onSubmit={submit} aria-busy={task.submission === 'sending'}>
      {task.isPreview && <p className="banner">This is a preview: look around, nothing is handed in.</p>}
      <header>
        <h1>{film.title}</h1>
        <p className="quiet">{film.year}</p>
      </header>
      <GenreChoice genres={genres} chosen={genre} onChoose={setGenre} />
      <label className="knew">
        <input type="checkbox" checked={knewFilm} onChange={() => setKnewFilm(!knewFilm)} />
        <span>I know this film</span>
      </label>
      <footer>
        <StatusLine task={task} />
        <TimeLeft deadline={task.deadline} />
        <button type="submit" disabled={!answer || task.isPreview} aria-disabled={!isOpen}>
          {submitWords[task.submission]}
        </button>
      </footer>
    </form>
  );
}
