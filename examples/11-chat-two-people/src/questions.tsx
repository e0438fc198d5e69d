import type { FormQuestion } from 'manyhands/hooks';
import type { Conversation } from 'manyhands/hooks/use-conversation';

/** The form at the end, in place of the composer. */
export function Questions({ talk, form }: { talk: Conversation; form: readonly FormQuestion[] }) {
  return (
    <form
      className="questions"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        talk.respond(form.map((_, at) => String(given.get(`q${at}`) ?? '')));
      }}
    >
      {form.map(({ question, choices }, at) =>
        choices ? (
          <fieldset key={question}>
            <legend>{question}</legend>
            {choices.map((choice) => (
              <label key={choice}>
                <input type="radio" name={`q${at}`} value={choice} required /> {choice}
              </label>
            ))}
          </fieldset>
        ) : (
          <label key={question} className="field">
            {question}
            <input name={`q${at}`} required maxLength={500} autoComplete="off" />
          </label>
        ),
      )}
      <button type="submit" className="main">
        Send the answers
      </button>
    </form>
  );
}
