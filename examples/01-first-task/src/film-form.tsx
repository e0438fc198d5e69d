import { type FormEvent, useState } from 'react';
import type { Task } from '../../../webapp/hooks/use-task.ts';
import type { Answer, Config, Film } from './film.ts';
import { GenreChoice } from './genre-choice.tsx';
import { StatusLine } from './status-line.tsx';
import { TimeLeft } from './time-left.tsx';
import { useNumberKeys } from './use-number-keys.ts';

/** One film and the question about it. */
export function FilmForm({ film, genres, task }: { film: Film; genres: string[]; task: Task<Film, Config> }) {
  const [genre, setGenre] = useState<string>();
  const [knewFilm, setKnewFilm] = useState(false);
  const isOpen = !task.isPreview && task.submission !== 'sending' && task.submission !== 'saved';

  function change(answer: Pick<Answer, 'knewFilm'> & { genre?: string }) {
    setGenre(answer.genre);
    setKnewFilm(answer.knewFilm);
    // Handed in by itself should the time run out first.
    if (answer.genre) task.setTaskSubmitData({ row: film.row, genre: answer.genre, knewFilm: answer.knewFilm });
  }
  useNumberKeys(genres.length);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (genre && isOpen) void task.handleSubmit({ row: film.row, genre, knewFilm } satisfies Answer);
  }

  return (
    <form className="card" onSubmit={submit} aria-busy={task.submission === 'sending'}>
      {task.isPreview && <p className="banner">This is a preview: look around, nothing is handed in.</p>}
      <header>
        <h1>{film.title}</h1>
        <p className="quiet">{film.year}</p>
      </header>
      <GenreChoice genres={genres} chosen={genre} onChoose={(chosen) => change({ genre: chosen, knewFilm })} />
      <label className="knew">
        <input type="checkbox" checked={knewFilm} onChange={() => change({ genre, knewFilm: !knewFilm })} />I know this
        film
      </label>
      <footer>
        <StatusLine task={task} />
        <TimeLeft deadline={task.deadline} />
        <button type="submit" disabled={!genre || task.isPreview} aria-disabled={!isOpen}>
          {task.submission === 'sending' ? 'Saving…' : 'Submit'}
        </button>
      </footer>
    </form>
  );
}
