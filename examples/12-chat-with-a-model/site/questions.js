/** Shows the questions of a form in place of the composer; those that are there already stay as they are. */
export function fill(place, questions) {
  const key = JSON.stringify(questions);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  const send = Object.assign(document.createElement('button'), { type: 'submit', textContent: 'Send the answers' });
  place.replaceChildren(...questions.map(question), send);
}

function question({ question: asked, type, choices }, at) {
  const group = document.createElement(type === 'choices' ? 'fieldset' : 'label');
  const title = document.createElement(type === 'choices' ? 'legend' : 'span');
  title.textContent = asked;
  group.append(title);
  if (type === 'choices') for (const choice of choices) group.append(radio(`q${at}`, choice));
  else
    group.append(
      Object.assign(document.createElement('input'), {
        name: `q${at}`,
        required: true,
        maxLength: 500,
        autocomplete: 'off',
      }),
    );
  return group;
}

function radio(name, value) {
  const label = document.createElement('label');
  label.append(
    Object.assign(document.createElement('input'), { type: 'radio', name, value, required: true }),
    ` ${value}`,
  );
  return label;
}

/** The responses that were given, in the order of the questions. */
export function responsesIn(place, questions) {
  const given = new FormData(place);
  return questions.map((_, at) => String(given.get(`q${at}`) ?? ''));
}
