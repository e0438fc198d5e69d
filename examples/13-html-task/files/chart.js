/** Draws the values of a place's `data-` attributes as bars, one below the other. */
function drawChart(place) {
  const labels = place.dataset.labels.split(';');
  const values = place.dataset.values.split(';').map(Number);
  const most = Math.max(...values);
  const rows = labels.map((label, at) => {
    const bar = element('span', 'bar');
    // A fifth of the room stays for the number.
    bar.style.width = `${(80 * values[at]) / most}%`;
    const line = element('span', 'line');
    line.append(bar, element('span', 'value', values[at].toLocaleString('en')));
    return [element('span', 'label', label), line];
  });
  place.replaceChildren(...rows.flat());
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Says how long a text is, while it is typed. */
function countCharacters(field, place) {
  const count = () => {
    place.textContent = `${field.value.length} of ${field.maxLength} characters`;
  };
  // "change" also comes when a draft is entered again.
  for (const event of ['input', 'change']) field.addEventListener(event, count);
  count();
}

/** Stops the first submission of a text without a number, and says why; the second one goes through. */
function askForNumber(button, field, place) {
  let hasAsked = false;
  button.addEventListener('click', (event) => {
    if (hasAsked || !button.form.checkValidity() || /\d/.test(field.value)) return;
    event.preventDefault();
    hasAsked = true;
    place.textContent = 'Your description has no number. Add one with its unit, or press the button again.';
  });
}

// For the scripts in task.html and onboarding.html.
Object.assign(window, { drawChart, countCharacters, askForNumber });
