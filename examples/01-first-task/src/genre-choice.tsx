/** The genres as radio buttons; number keys choose, arrow keys move, Enter submits. */
export function GenreChoice(props: {
  genres: string[];
  chosen: string | undefined;
  onChoose: (genre: string) => void;
}) {
  return (
    <fieldset>
      <legend>Going by the title, what kind of film would you expect?</legend>
      <div className="choices">
        {props.genres.map((genre, index) => (
          <label key={genre} className="choice">
            <input
              type="radio"
              name="genre"
              value={genre}
              checked={genre === props.chosen}
              onChange={() => props.onChoose(genre)}
            />
            <span>{genre}</span>
            <span className="key" aria-hidden="true">
              {index + 1}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
